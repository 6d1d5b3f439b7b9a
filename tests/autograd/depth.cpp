// Deep graphs, and backward inside backward.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::AutogradContext;
using autograd::variable_list;
using testing::fails_with;

const TensorOptions leaf = requires_grad();
constexpr int kNodes = 100000;

TEST(Depth, OfAHundredThousandNodes) {
  const Tensor x = tensor(1.0, leaf);
  Tensor y = x;
  for (int i = 0; i < kNodes / 2; ++i) y = y.unsqueeze(0).squeeze(0);
  y.backward();
  EXPECT_EQ(x.grad().item<float>(), 1);
  for (int i = 0; i < kNodes / 2; ++i) y = y.unsqueeze(0).squeeze(0);
  y.reset();  // only destroyed
}

TEST(Depth, OfNodesThatWereShown) {
  const Tensor x = tensor(1.0, leaf);
  Tensor y = x;
  for (int i = 0; i < kNodes / 2; ++i) y = y.unsqueeze(0).squeeze(0);
  int count = 0;
  for (std::shared_ptr<Node> node = y.grad_fn(); !node->next_edges().empty(); ++count)
    node = node->next_edge(0).function;
  EXPECT_EQ(count, kNodes);
  y.reset();
}

TEST(Depth, OfSavedTensors) {
  const Tensor x = tensor(1.0, leaf);
  Tensor y = x;
  for (int i = 0; i < 10000; ++i) y = y * y;  // each node keeps the one before alive twice
  y.reset();
  for (int i = 0; i < 1000; ++i) y = i ? y * 1.0 : x * 1.0;
  y.backward();
  EXPECT_EQ(x.grad().item<float>(), 1);
}

TEST(Depth, OfWritesInPlace) {
  const Tensor x = ones({128}, leaf);
  const Tensor y = x * 1.0;
  for (int i = 0; i < 1000; ++i) y.narrow(0, i % 2 * 64, 64).add_(1.0);
  y.backward(ones({128}));
  EXPECT_EQ(testing::values(x.grad())[0], 1);
}

// d/dx of a function whose gradient is itself found by backward, `depth` times nested.
struct Nested : autograd::Function<Nested> {
  static Tensor forward(AutogradContext* ctx, Tensor x, int64_t depth) {
    ctx->saved_data["depth"] = depth;
    ctx->save_for_backward({x});
    return x * 1.0;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    const int64_t depth = ctx->saved_data["depth"].toInt();
    if (depth == 0) return {g[0] * 2.0, Tensor()};
    const AutoGradMode on(true);
    const Tensor inner = ctx->get_saved_variables()[0].detach().requires_grad_();
    Nested::apply(inner, depth - 1).backward(g[0]);
    return {inner.grad(), Tensor()};
  }
};

TEST(Reentrant, CustomFunctionsCallBackward) {
  const Tensor x = tensor(3.0, leaf);
  Nested::apply(x, 1).backward();
  EXPECT_EQ(x.grad().item<float>(), 2);
}

TEST(Reentrant, ToAnyDepth) {
  const Tensor x = tensor(3.0, leaf);
  Nested::apply(x, 1000).backward();
  EXPECT_EQ(x.grad().item<float>(), 2);
}

struct Failing : autograd::Function<Failing> {
  static Tensor forward(AutogradContext* ctx, Tensor x, int64_t depth) {
    ctx->saved_data["depth"] = depth;
    return x * 1.0;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    const int64_t depth = ctx->saved_data["depth"].toInt();
    if (depth == 0) throw Error(ErrorKind::value, "from the innermost");
    const AutoGradMode on(true);
    Failing::apply(tensor(1.0, leaf), depth - 1).backward();
    return {g[0], Tensor()};
  }
};

TEST(Reentrant, ErrorsComeOut) {
  for (const int64_t depth : {1, 200})
    EXPECT_TRUE(fails_with(ErrorKind::value, "from the innermost",
                           [&] { Failing::apply(tensor(1.0, leaf), depth).backward(); }));
  const Tensor x = tensor(2.0, leaf);
  (x * x).backward();
  EXPECT_EQ(x.grad().item<float>(), 4);
}

TEST(Reentrant, OverTheSameGraph) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor square = x * x, cube = square * x;
  float inner = 0;
  cube.register_hook([&](const Tensor& g) {
    inner = autograd::grad({square}, {x}, {}, /*retain_graph=*/true)[0].item<float>();
    return g;
  });
  cube.backward();
  EXPECT_EQ(inner, 4);
  EXPECT_EQ(x.grad().item<float>(), 12);
}

}  // namespace
}  // namespace pumice
