// Nothing grows: storages and nodes die with the last handle.
#include <thread>

#include "autograd/meta.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::random;
using testing::values;

const TensorOptions leaf = requires_grad();

TEST(Memory, GraphsLetTheirTensorsGo) {
  const Tensor x = random({4, 4}, leaf);
  std::weak_ptr<Node> node;
  Ref<Storage> saved;
  {
    const Tensor y = exp(x * 2.0);
    const Tensor z = y * y;
    saved = y.impl()->storage.ref();
    node = z.grad_fn();
    EXPECT_GT(saved->tensors.load(), 1u);
  }
  EXPECT_TRUE(node.expired());
  EXPECT_EQ(saved->tensors.load(), 0u);
}

TEST(Memory, BackwardFreesWhatWasSaved) {
  const Tensor x = random({4, 4}, leaf);
  const Tensor y = exp(x * 2.0);
  const Ref<Storage> storage = y.impl()->storage.ref();
  Tensor z = y * y;
  EXPECT_GT(storage->tensors.load(), 1u);
  z.backward(ones({4, 4}));
  EXPECT_EQ(storage->tensors.load(), 1u);
}

TEST(Memory, CreatedGraphsDieWithTheirResult) {
  const Tensor x = random({3}, leaf);
  std::weak_ptr<Node> node;
  {
    const Tensor e = exp(x);
    node = e.grad_fn();
    const Tensor g = autograd::grad({e}, {x}, {ones({3})}, {}, true)[0];
    EXPECT_TRUE(g.requires_grad());
  }
  EXPECT_TRUE(node.expired());
}

TEST(Memory, HandlesOfManyThreadsLetGo) {
  const Tensor x = random({4, 4}, leaf);
  const Ref<Storage> storage = x.impl()->storage.ref();
  {
    const Tensor kept = x.t();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int k = 0; k < 1000; ++k) x.t().reshape({2, 8});
      });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(storage->tensors.load(), 2u);
  }
  EXPECT_EQ(storage->tensors.load(), 1u);
}

TEST(Memory, LeavesDieWithTheirGraph) {
  std::weak_ptr<Node> accumulator;
  {
    const Tensor x = random({3}, leaf);
    const Tensor y = x * 2.0;
    accumulator = y.grad_fn()->next_edges()[0].function;
    y.backward(ones({3}));
  }
  EXPECT_TRUE(accumulator.expired());
}

TEST(Memory, AGraphKeepsItsLeaf) {
  Ref<Storage> storage;
  int calls = 0;
  {
    Tensor y;
    {
      const Tensor x = random({3}, leaf);
      storage = x.impl()->storage.ref();
      x.register_hook([&](const Tensor& grad) {
        ++calls;
        EXPECT_EQ(values(grad), std::vector<double>({2, 2, 2}));
      });
      y = x * 2.0;
    }
    const std::shared_ptr<Node> accumulator = y.grad_fn()->next_edge(0).function;
    y.backward(ones({3}));
    EXPECT_EQ(calls, 1);
    y.reset();
    EXPECT_EQ(accumulator->name(), "torch::autograd::AccumulateGrad");
    EXPECT_EQ(storage->tensors.load(), 1u);
  }
  EXPECT_EQ(storage->tensors.load(), 0u);
}

TEST(Memory, NodesGiveFurtherOwners) {
  const Tensor x = random({3}, leaf);
  Tensor y = exp(x).neg();
  std::shared_ptr<Node> before, accumulator;
  {
    const std::shared_ptr<Node> node = y.grad_fn();
    EXPECT_EQ(node->getptr(), node);
    before = node->next_edges()[0].function->getptr();
    accumulator = before->next_edges()[0].function->getptr();
  }
  y.reset();
  EXPECT_EQ(before->name(), "ExpBackward0");
  EXPECT_EQ(before.use_count(), 1);
  EXPECT_EQ(accumulator, before->next_edge(0).function);
}

struct Doubled : autograd::Function<Doubled> {
  static Tensor forward(autograd::AutogradContext* ctx, Tensor x) {
    const Tensor y = x * 2.0;
    ctx->save_for_backward({x, y});
    return y;
  }
  static autograd::variable_list backward(autograd::AutogradContext* ctx,
                                          autograd::variable_list g) {
    EXPECT_EQ(ctx->get_saved_variables().size(), 2u);
    return {g[0] * 2.0};
  }
};

TEST(Memory, NothingSurvivesAThousandSteps) {
  const Tensor w = random({8}, leaf), x = random({8}, {}, 8);
  std::vector<std::weak_ptr<Node>> nodes;
  std::vector<Ref<Storage>> storages;
  for (int i = 0; i < 1000; ++i) {
    const Tensor buffer = zeros({2, 8});
    buffer.select(0, 1).copy_(Doubled::apply(w) * x);
    const Tensor y = exp(buffer * 0.1);
    y.retain_grad();
    y.register_hook([](const Tensor& g) { return g * 0.5; });
    const Tensor g = autograd::grad({y.sum()}, {w}, {}, {}, /*create_graph=*/true)[0];
    ((g * g).sum() + y.sum()).backward();
    for (const Tensor& t : {buffer, y, g}) {
      nodes.push_back(t.grad_fn());
      storages.push_back(t.impl()->storage.ref());
    }
    w.mutable_grad().reset();
  }
  for (const auto& node : nodes) EXPECT_TRUE(node.expired());
  for (const auto& storage : storages) EXPECT_EQ(storage->tensors.load(), 0u);
}

TEST(Memory, DoesNotGrowOverSteps) {
  const Tensor w = random({8}, leaf), x = random({8}, {}, 8);
  const auto step = [&] {
    const Tensor y = exp(w * x) * 0.01;
    y.backward(ones({8}));
    const NoGradGuard guard;
    w.sub_(w.grad() * 0.01);
    w.mutable_grad().reset();
    synchronize(w.device());
  };
  for (int i = 0; i < 20; ++i) step();
  const Statistics before = statistics(w.device());
  const uint32_t holders = w.impl()->storage->tensors.load();
  for (int i = 0; i < 1000; ++i) step();
  const Statistics after = statistics(w.device());
  EXPECT_EQ(w.impl()->storage->tensors.load(), holders);
  EXPECT_EQ(after.allocated_bytes, before.allocated_bytes);
}

}  // namespace
}  // namespace pumice
