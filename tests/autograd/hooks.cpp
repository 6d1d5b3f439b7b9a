// Hooks on tensors, retained gradients, backward inside backward.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;

const TensorOptions leaf = requires_grad();

TEST(Hooks, SeeAndReplaceGradients) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  std::vector<float> seen;
  y.register_hook([&](const Tensor& g) {
    seen.push_back(g.item<float>());
    return Tensor();
  });
  y.register_hook([](const Tensor& g) { return g * 10.0; });
  y.register_hook([&](const Tensor& g) {
    seen.push_back(g.item<float>());
    return Tensor();
  });
  x.register_hook([](const Tensor& g) { return g + 1.0; });
  (y * y).backward();
  EXPECT_THAT(seen, ElementsAre(12, 120));
  EXPECT_EQ(x.grad().item<float>(), 361);
}

TEST(Hooks, GoAwayWhenRemoved) {
  const Tensor x = tensor(2.0, leaf);
  const unsigned first = x.register_hook([](const Tensor& g) { return g * 2.0; });
  const unsigned second = x.register_hook([](const Tensor& g) { return g * 5.0; });
  EXPECT_NE(first, second);
  x.remove_hook(first);
  (x * 1.0).backward();
  EXPECT_EQ(x.grad().item<float>(), 5);
  EXPECT_TRUE(fails_with(ErrorKind::value, "Invalid index, no hook at position 7",
                         [&] { x.remove_hook(7); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "doesn't require gradient",
                         [] { tensor(1.0).register_hook([](const Tensor& g) { return g; }); }));
}

TEST(Hooks, SeeTheGradientOfTheirValue) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  float seen = 0;
  y.register_hook([&](const Tensor& g) {
    seen = g.item<float>();
    return Tensor();
  });
  y.mul_(5.0);  // the hook stays with the value before
  y.backward();
  EXPECT_EQ(seen, 5);
  EXPECT_EQ(x.grad().item<float>(), 15);
}

TEST(Hooks, RunForGradToo) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  y.register_hook([](const Tensor& g) { return g * 2.0; });
  const auto grads = autograd::grad({y * y}, {x, y});
  EXPECT_EQ(grads[1].item<float>(), 24);
  EXPECT_EQ(grads[0].item<float>(), 72);
}

TEST(RetainGrad, KeepsAndAccumulates) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  EXPECT_FALSE(y.grad().defined());
  y.retain_grad();
  y.retain_grad();
  EXPECT_TRUE(y.retains_grad());
  EXPECT_FALSE(x.retains_grad());
  const Tensor z = y * y;
  z.backward({}, true);
  EXPECT_EQ(y.grad().item<float>(), 12);
  z.backward();
  EXPECT_EQ(y.grad().item<float>(), 24);
  EXPECT_TRUE(
      fails_with(ErrorKind::autograd, "can't retain_grad", [] { tensor(1.0).retain_grad(); }));
}

TEST(RetainGrad, FollowsWritesInPlace) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  y.retain_grad();
  y.mul_(4.0);
  (y * 10.0).backward();
  EXPECT_EQ(y.grad().item<float>(), 10);
  EXPECT_EQ(x.grad().item<float>(), 120);
}

TEST(Backward, InsideBackward) {
  const Tensor x = tensor(2.0, leaf), w = tensor(5.0, leaf);
  const Tensor y = x * 3.0;
  y.register_hook([&](const Tensor& g) {
    const AutoGradMode on(true);
    (w * w).backward();
    return g;
  });
  y.backward();
  EXPECT_EQ(w.grad().item<float>(), 10);
  EXPECT_EQ(x.grad().item<float>(), 3);
}

TEST(Backward, AfterAHookThrew) {
  const Tensor x = tensor(2.0, leaf);
  const Tensor y = x * 3.0;
  const unsigned hook =
      y.register_hook([](const Tensor&) -> Tensor { throw std::runtime_error("from the hook"); });
  EXPECT_THROW(y.backward(), std::runtime_error);
  EXPECT_TRUE(GradMode::is_enabled());
  y.remove_hook(hook);
  y.backward();
  EXPECT_EQ(x.grad().item<float>(), 3);
}

}  // namespace
}  // namespace pumice
