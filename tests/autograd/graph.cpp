// The graph as users see it: names, edges; gradients' layout; threads over shared leaves.
#include <thread>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

const TensorOptions leaf = requires_grad();

TEST(Graph, NamesArePyTorchs) {
  const Tensor x = random({2, 3}, leaf), y = random({2, 3}, leaf, 8);
  const auto name = [](const Tensor& t) { return t.grad_fn()->name(); };
  EXPECT_EQ(name(x + y), "AddBackward0");
  EXPECT_EQ(name(x + 1), "AddBackward1");
  EXPECT_EQ(name(x - y), "SubBackward0");
  EXPECT_EQ(name(x * y), "MulBackward0");
  EXPECT_EQ(name(x / 2.0), "DivBackward1");
  EXPECT_EQ(name(-x), "NegBackward0");
  EXPECT_EQ(name(exp(x)), "ExpBackward0");
  EXPECT_EQ(name(x[0]), "SelectBackward0");
  EXPECT_EQ(name(x.narrow(0, 0, 1)), "SliceBackward0");
  EXPECT_EQ(name(x.t()), "TBackward0");
  EXPECT_EQ(name(x.transpose(0, 1)), "TransposeBackward0");
  EXPECT_EQ(name(x.permute({1, 0})), "PermuteBackward0");
  EXPECT_EQ(name(x.view({6})), "ViewBackward0");
  EXPECT_EQ(name(x.expand({4, 2, 3})), "ExpandBackward0");
  EXPECT_EQ(name(x.unsqueeze(0)), "UnsqueezeBackward0");
  EXPECT_EQ(name(x.unbind()[1]), "UnbindBackward0");
  EXPECT_EQ(name(x.clone()), "CloneBackward0");
  EXPECT_EQ(name(x.sum()), "SumBackward0");
  EXPECT_EQ(name(x.sum({1})), "SumBackward1");
  EXPECT_EQ(name(x.mean()), "MeanBackward0");
  EXPECT_EQ(name(mm(x, y.t())), "MmBackward0");
  EXPECT_EQ(name(softmax(x, 1)), "SoftmaxBackward0");
  EXPECT_EQ(name(cat({x, y})), "CatBackward0");
  const Tensor z = x * 1.0;
  EXPECT_EQ(name(z.zero_()), "ZeroBackward0");
  EXPECT_EQ(name(z.copy_(y)), "torch::autograd::CopyBackwards");
}

TEST(Graph, EdgesLeadToTheArguments) {
  const Tensor x = tensor(2.0, leaf), y = tensor(3.0);
  const Tensor z = x * y, w = z + x;
  const auto node = w.grad_fn();
  ASSERT_EQ(node->next_edges().size(), 2u);
  EXPECT_EQ(node->num_outputs(), 2u);
  EXPECT_EQ(node->num_inputs(), 1u);
  EXPECT_EQ(node->next_edge(0).function, z.grad_fn());
  EXPECT_EQ(node->next_edge(1).function->name(), "torch::autograd::AccumulateGrad");
  EXPECT_EQ(node->next_edge(1).function, z.grad_fn()->next_edge(0).function);
  EXPECT_FALSE(z.grad_fn()->next_edge(1).is_valid());
  auto& edge = node->next_edge(1);  // a reference, as in libtorch
  EXPECT_EQ(&edge, &node->next_edges()[1]);
  EXPECT_GT(node->sequence_nr(), z.grad_fn()->sequence_nr());
  const Tensor part = stack({x, x}).unbind()[1];
  EXPECT_EQ(part.output_nr(), 1);
}

TEST(Leaves, TakeGradientsOfWhatTheirDataIsNow) {
  const TensorOptions cpu = Device(kCPU);  // which has float64
  const Tensor x = random({3}, cpu.requires_grad(true));
  const Tensor before = x * 2.0;
  x.set_data(random({2, 2}, cpu.dtype(kDouble)));
  (x * x).sum().backward();
  EXPECT_EQ(x.grad().scalar_type(), kDouble);
  EXPECT_THAT(x.grad().sizes().vec(), ElementsAre(2, 2));
  EXPECT_THROW(before.sum().backward(), Error);
}

TEST(Layout, OfAGradientIsItsLeafs) {
  const Tensor x = random({3, 2}, {}, 7).t().requires_grad_();
  (x * 2.0).backward(ones({2, 3}));
  EXPECT_THAT(x.grad().strides().vec(), ElementsAre(1, 2));
  EXPECT_THAT(values(x.grad()), Each(2));
  const Tensor y = random({4, 2}, {}).narrow(1, 0, 1).detach().requires_grad_();  // with gaps
  (y * 2.0).backward(ones({4, 1}));
  EXPECT_TRUE(y.grad().is_contiguous());
  const Tensor z = random({3, 2}, leaf);
  z.t().backward(random({3, 2}).t());
  EXPECT_TRUE(z.grad().is_contiguous());
  const Tensor w = random({2}, leaf);
  w.expand({3, 2}).backward(ones({3, 2}));
  EXPECT_THAT(values(w.grad()), Each(3));
  w.mutable_grad().reset();
  (w * 1.0).backward(ones({1}).expand({2}));  // a gradient whose elements share memory
  w.grad().mul_(2.0);
  EXPECT_THAT(values(w.grad()), ElementsAre(2, 2));
}

TEST(Layout, HoldsWithCreateGraph) {
  const Tensor x = random({3, 2}).t().requires_grad_();
  (x * x).backward(ones({2, 3}), {}, /*create_graph=*/true);
  EXPECT_THAT(x.grad().strides().vec(), ElementsAre(1, 2));
  EXPECT_TRUE(x.grad().requires_grad());
  EXPECT_THAT(values(autograd::grad({x.grad()}, {x}, {ones({2, 3})})[0]), Each(2));
  x.mutable_grad().reset();
}

TEST(Threads, AccumulateIntoSharedLeaves) {
  const Tensor a = zeros({64}, leaf), b = zeros({64}, leaf);
  constexpr int kThreads = 8, kRounds = 40;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kRounds; ++i) {
        const Tensor own = full({64}, t + 1.0);
        ((a * own + b) * 1.0 + a).backward(ones({64}));
      }
      synchronize(a.device());
    });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(values(a.grad()), Each(kRounds * (36 + kThreads)));
  EXPECT_THAT(values(b.grad()), Each(kRounds * kThreads));
}

TEST(HookRules, KeepTypeAndSize) {
  const Tensor x = random({3}, leaf);
  const auto backward_with = [&](std::function<Tensor(const Tensor&)> hook) {
    const Tensor y = x * 2.0;
    y.register_hook([](const Tensor&) {});
    y.register_hook(std::move(hook));
    y.backward(ones({3}));
  };
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "hook '1' has changed the size of value", [&] {
    backward_with([](const Tensor& g) { return g.narrow(0, 0, 1); });
  }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "hook '1' has changed the type of value (was ",
                         [&] { backward_with([](const Tensor& g) { return g.to(kInt); }); }));
}

}  // namespace
}  // namespace pumice
