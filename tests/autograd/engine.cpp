// backward() and grad(): sums over paths, modes, selection of inputs, errors in PyTorch's words.
#include <thread>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using testing::fails_with;
using ::testing::Pointwise;
using testing::random;
using testing::values;

const TensorOptions leaf = requires_grad();

TEST(Backward, SumsOverPaths) {
  const Tensor x = tensor({2.0, 3.0}, leaf);
  const Tensor y = x * x + x;
  y.backward(tensor({1.0, 10.0}));
  EXPECT_THAT(values(x.grad()), ElementsAre(5, 70));
  (x * 2.0).backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(7, 72));
}

TEST(Backward, ReducesBroadcastArguments) {
  const Tensor a = random({3, 1}, leaf), b = random({4}, leaf, 8);
  (a * b).backward(ones({3, 4}));
  EXPECT_EQ(a.grad().sizes(), a.sizes());
  EXPECT_EQ(b.grad().sizes(), b.sizes());
  const auto av = values(a), bv = values(b);
  const double sum_a = av[0] + av[1] + av[2], sum_b = bv[0] + bv[1] + bv[2] + bv[3];
  EXPECT_THAT(values(a.grad()), Pointwise(DoubleNear(1e-5), {sum_b, sum_b, sum_b}));
  EXPECT_THAT(values(b.grad()), Pointwise(DoubleNear(1e-5), {sum_a, sum_a, sum_a, sum_a}));
}

TEST(Backward, CastsToTheLeafsDtype) {
  const Tensor x = tensor({1.5, -2.0}, TensorOptions(kHalf).device(kCPU).requires_grad(true));
  (x.to(kFloat) * 3.0).backward(ones({2}, kCPU));
  EXPECT_EQ(x.grad().scalar_type(), kHalf);
  EXPECT_THAT(values(x.grad()), ElementsAre(3, 3));
}

TEST(Backward, FirstGradientIsNotShared) {
  const Tensor x = tensor(2.0, leaf), y = tensor(3.0, leaf);
  const Tensor seed = tensor(5.0);
  (x + y).backward(seed);
  EXPECT_FALSE(x.grad().is_same(y.grad()));
  x.grad().fill_(0);
  EXPECT_EQ(y.grad().item<float>(), 5);
  EXPECT_EQ(seed.item<float>(), 5);
}

TEST(Backward, NeedsAScalarOrAGradient) {
  const Tensor x = random({3}, leaf);
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "grad can be implicitly created only for scalar outputs",
                         [&] { (x * 2.0).backward(); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "element 0 of tensors does not require grad and does not have a grad_fn",
                         [&] { x.detach().backward(); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::shape,
                 "invalid gradient at index 0 - got [2] but expected shape compatible with [3]",
                 [&] { (x * 2.0).backward(ones({2})); }));
}

TEST(Backward, RunsOnceUnlessRetained) {
  const Tensor x = tensor(3.0, leaf);
  const Tensor y = x * x;
  y.backward({}, /*retain_graph=*/true);
  y.backward();
  EXPECT_EQ(x.grad().item<float>(), 12);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Trying to backward through the graph a second time",
                         [&] { y.backward(); }));
  const Tensor z = x + 1.0;  // saves nothing
  z.backward();
  z.backward();
  EXPECT_EQ(x.grad().item<float>(), 14);
}

TEST(Backward, DetectsChangesInPlace) {
  const Tensor x = random({2, 3}, leaf);
  const Tensor y = x * 2.0;
  const Tensor z = y * y;
  y.mul_(3.0);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "has been modified by an inplace operation: [", [&] {
    z.backward(ones({2, 3}));
  }));
  const Tensor e = exp(x);
  e.detach().zero_();
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "which is output 0 of ExpBackward0, is at version 1; expected version 0",
                         [&] {
                           e.backward(ones({2, 3}));
                         }));
}

TEST(Backward, IntoChosenInputsOnly) {
  const Tensor a = tensor(2.0, leaf), b = tensor(3.0, leaf);
  const Tensor m = a * b;
  (m * m).backward({}, {}, false, std::vector<Tensor>{a, m});
  EXPECT_EQ(a.grad().item<float>(), 36);
  EXPECT_EQ(m.grad().item<float>(), 12);
  EXPECT_FALSE(b.grad().defined());
}

TEST(Grad, LeavesLeavesAlone) {
  const Tensor a = tensor(2.0, leaf), b = tensor(3.0, leaf);
  const Tensor m = a * b;
  const auto grads = autograd::grad({m * a}, {a, m});
  EXPECT_EQ(grads[0].item<float>(), 12);  // 2 a b
  EXPECT_EQ(grads[1].item<float>(), 2);
  EXPECT_FALSE(a.grad().defined());
  EXPECT_FALSE(b.grad().defined());
}

TEST(Grad, OfWhatWasNotUsed) {
  const Tensor a = tensor(2.0, leaf), b = tensor(3.0, leaf);
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "appears to not have been used in the graph. Set allow_unused=True", [&] {
                           autograd::grad({a * a}, {a, b});
                         }));
  const auto grads = autograd::grad({a * a}, {a, b}, {}, {}, false, /*allow_unused=*/true);
  EXPECT_EQ(grads[0].item<float>(), 4);
  EXPECT_FALSE(grads[1].defined());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "does not require grad",
                         [&] { autograd::grad({a * a}, {tensor(1.0)}); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "non-empty inputs", [&] { autograd::grad({a * a}, {}); }));
}

TEST(Grad, OfGradients) {
  const Tensor x = tensor(2.0, leaf);
  Tensor y = x * x * x * x;
  for (const double expected : {32.0, 48.0, 48.0, 24.0}) {
    y = autograd::grad({y}, {x}, {}, {}, /*create_graph=*/true)[0];
    EXPECT_NEAR(y.item<float>(), expected, 1e-4);
  }
  const Tensor e = exp(x * 3.0);  // a saved output, unpacked with its history
  const Tensor d = autograd::grad({e}, {x}, {}, {}, true)[0];
  EXPECT_NEAR(autograd::grad({d}, {x})[0].item<float>() / e.item<float>(), 9, 1e-4);
}

TEST(Grad, CreateGraphThroughBackward) {
  const Tensor x = tensor(3.0, leaf);
  (x * x * x).backward({}, {}, /*create_graph=*/true);
  const Tensor& first = x.grad();
  EXPECT_TRUE(first.requires_grad());
  EXPECT_EQ(autograd::grad({first}, {x})[0].item<float>(), 18);
  x.mutable_grad().reset();
}

TEST(GradMode, Guards) {
  const Tensor x = tensor(3.0, leaf);
  {
    const NoGradGuard guard;
    EXPECT_FALSE((x * x).requires_grad());
    {
      const AutoGradMode on(true);
      EXPECT_TRUE((x * x).requires_grad());
    }
    EXPECT_FALSE(GradMode::is_enabled());
    std::thread([] { EXPECT_TRUE(GradMode::is_enabled()); }).join();
  }
  EXPECT_TRUE((x * x).requires_grad());
}

TEST(RequiresGrad, Rules) {
  EXPECT_TRUE(fails_with(ErrorKind::dtype,
                         "Only Tensors of floating point and complex dtype can require gradients",
                         [] { ones({2}, kLong).requires_grad_(); }));
  const Tensor x = tensor(1.0, leaf);
  const Tensor y = x * 2.0;
  EXPECT_FALSE(y.is_leaf());
  EXPECT_EQ(y.grad_fn()->name(), "MulBackward1");
  EXPECT_EQ(y.grad_fn()->next_edges()[0].function->name(), "torch::autograd::AccumulateGrad");
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "you can only change requires_grad flags of leaf",
                         [&] { y.requires_grad_(false); }));
  EXPECT_FALSE(y.detach().requires_grad());
  y.detach_();
  EXPECT_TRUE(y.is_leaf());
  EXPECT_FALSE(y.requires_grad());
}

TEST(Threads, RunBackwardAtOnce) {
  const Tensor shared = tensor(2.0, leaf);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        Tensor y = shared;
        for (int k = 0; k < 10; ++k) y = y * 1.0;
        y.backward();
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(shared.grad().item<float>(), 200);
}

TEST(Threads, ShareOneGraph) {
  const Tensor x = tensor(3.0, leaf);
  const Tensor y = exp(x * x) * x;
  const auto expected = autograd::grad({y}, {x}, {}, true)[0].item<float>();
  std::vector<std::thread> threads;
  std::vector<float> found(4);
  for (size_t t = 0; t < 4; ++t)
    threads.emplace_back(
        [&, t] { found[t] = autograd::grad({y}, {x}, {}, true)[0].item<float>(); });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(found, ::testing::Each(expected));
}

TEST(Backward, LeavesAloneWhatNoLongerWantsAGradient) {
  const Tensor x = tensor({1.0, 2.0}, requires_grad()), y = tensor({3.0, 4.0}, requires_grad());
  const Tensor z = (x * y).sum();
  x.requires_grad_(false);
  z.backward();
  EXPECT_FALSE(x.grad().defined());
  EXPECT_THAT(values(y.grad()), ElementsAre(1, 2));
}

TEST(Backward, RefusesAnEmptyListOfInputs) {
  const Tensor x = tensor({1.0, 2.0}, requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::value, "'inputs' argument to backward cannot be empty", [&] {
    x.sum().backward({}, std::nullopt, false, std::vector<Tensor>());
  }));
}

}  // namespace
}  // namespace pumice
