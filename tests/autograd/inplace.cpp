// Writes in place and histories: of tensors, of views, of bases.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

const TensorOptions leaf = requires_grad();

TEST(Inplace, RefusesLeaves) {
  const Tensor x = random({2, 2}, leaf);
  const auto before = values(x);
  EXPECT_TRUE(
      fails_with(ErrorKind::autograd,
                 "a leaf Variable that requires grad is being used in an in-place operation.",
                 [&] { x.add_(1.0); }));
  EXPECT_TRUE(fails_with(
      ErrorKind::autograd,
      "a view of a leaf Variable that requires grad is being used in an in-place operation.",
      [&] { x.select(0, 1).copy_(ones({2})); }));
  EXPECT_EQ(values(x), before);
  const NoGradGuard guard;
  x.add_(1.0);
  EXPECT_EQ(x.version(), 1);
  EXPECT_TRUE(x.is_leaf());
}

TEST(Inplace, ContinuesTheHistory) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 3.0;
  y.mul_(x);
  y.add_(1.0);
  EXPECT_EQ(y.version(), 2);
  y.backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(6, 12));
}

TEST(Inplace, FillAndCopyCutTheHistory) {
  const Tensor x = tensor({1.0, 2.0}, leaf), s = tensor(4.0, leaf);
  const Tensor y = x * 3.0;
  y.fill_(2.0);
  EXPECT_TRUE(y.requires_grad());
  const Tensor z = x * 3.0;
  z.copy_(s);
  (y + z).backward(ones({2}));
  EXPECT_EQ(s.grad().item<float>(), 2);
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 0));
}

TEST(Inplace, ThroughAViewGivesTheBaseAHistory) {
  const Tensor buffer = zeros({3, 2});
  const Tensor early = buffer.select(0, 1);
  const Tensor x = tensor({5.0, 7.0}, leaf);
  buffer.select(0, 1).copy_(x * 2.0);
  EXPECT_TRUE(buffer.requires_grad());
  EXPECT_EQ(buffer.grad_fn()->name(), "torch::autograd::CopySlices");
  EXPECT_TRUE(early.requires_grad());
  EXPECT_EQ(early.grad_fn()->name(), "AsStridedBackward0");
  EXPECT_THAT(values(buffer), ElementsAre(0, 0, 10, 14, 0, 0));
  (buffer * buffer).backward(ones({3, 2}), /*retain_graph=*/true);
  EXPECT_THAT(values(x.grad()), ElementsAre(40, 56));
  x.mutable_grad().reset();
  early.backward(tensor({1.0, 10.0}));
  EXPECT_THAT(values(x.grad()), ElementsAre(2, 20));
}

TEST(Inplace, ThroughAViewOfANonLeaf) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}}, leaf);
  const Tensor y = x * 1.0;
  const Tensor column = y.t().select(0, 1);
  column.mul_(column.detach().clone());
  column.mul_(10.0);
  EXPECT_THAT(values(y), ElementsAre(1, 40, 3, 160));
  y.backward(ones({2, 2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 20, 1, 40));
}

TEST(Inplace, OnTheBaseIsSeenByViews) {
  const Tensor x = tensor({1.0, 2.0, 3.0}, leaf);
  const Tensor y = x * 1.0;
  const Tensor tail = y.narrow(0, 1, 2);
  y.mul_(4.0);
  EXPECT_THAT(values(tail), ElementsAre(8, 12));
  tail.backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 4, 4));
}

TEST(Inplace, ThroughSlices) {
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0}, leaf);
  const Tensor y = x * 1.0;
  y.slice(0, 2).mul_(5.0);
  y.backward(tensor({1.0, 1.0, 1.0, 2.0}));
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 1, 5, 10));
}

TEST(Inplace, TwiceDifferentiableThroughViews) {
  const Tensor x = tensor({2.0, 3.0}, leaf);
  const Tensor buffer = zeros({2, 2});
  buffer.select(1, 0).copy_(x);
  buffer.select(1, 1).copy_(x * x);
  buffer.select(0, 0).mul_(buffer.detach().select(0, 0).clone());
  const Tensor g = autograd::grad({buffer * buffer}, {x}, {ones({2, 2})}, {}, true)[0];
  // first row (2 x0, 4 x0^2) at detached (2, 4): f = (2 x0)^2 + (4 x0^2)^2; second: x1^2 + x1^4
  EXPECT_THAT(values(g), ElementsAre(8 * 2 + 64 * 8, 2 * 3 + 4 * 27));
  const Tensor h = autograd::grad({g}, {x}, {ones({2})})[0];
  EXPECT_THAT(values(h), ElementsAre(8 + 192 * 4, 2 + 12 * 9));
}

TEST(Inplace, NoGradViewsMayNotBeWrittenLater) {
  const Tensor x = random({4}, leaf);
  const Tensor y = x * 2.0;
  Tensor view;
  {
    const NoGradGuard guard;
    view = y.narrow(0, 0, 2);
  }
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "A view was created in no_grad mode",
                         [&] { view.mul_(2.0); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a view of a view which was created in no_grad mode",
                         [&] { view.narrow(0, 0, 1).mul_(2.0); }));
  const NoGradGuard guard;
  const Tensor first = zeros({3})[0];
  view.mul_(2.0);
  const AutoGradMode on(true);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "A view was created in no_grad mode",
                         [&] { first.copy_(x[0]); }));
}

TEST(Inplace, DetachedViewsCannotLoseTheirBase) {
  const Tensor x = random({4}, leaf);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Can't detach views in-place",
                         [&] { (x * 2.0).narrow(0, 0, 2).detach_(); }));
}

}  // namespace
}  // namespace pumice
