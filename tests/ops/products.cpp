// Products and triangles in place, and what samples cannot say of them.
#include "support/values.h"

namespace pumice::testing {
namespace {

using ::testing::ElementsAreArray;

TEST(Products, AddInPlaceEqualsOutOfPlace) {
  const Tensor a = random({3, 4}, {}, 1), b = random({4, 5}, {}, 2), v = random({4}, {}, 3);
  const Tensor x = random({2, 3, 4}, {}, 4), y = random({2, 4, 5}, {}, 5);
  const auto same = [](const Tensor& self, auto in_place, auto out_of_place) {
    const Tensor want = out_of_place(self), got = self.clone();
    const Tensor& returned = in_place(got);
    EXPECT_TRUE(returned.is_same(got));
    EXPECT_THAT(values(got), ElementsAreArray(values(want)));
  };
  same(
      random({3, 5}), [&](const Tensor& t) { return t.addmm_(a, b, 2, 0.5); },
      [&](const Tensor& t) { return addmm(t, a, b, 2, 0.5); });
  same(
      random({3}), [&](const Tensor& t) { return t.addmv_(a, v, 0, 3); },
      [&](const Tensor& t) { return addmv(t, a, v, 0, 3); });
  same(
      random({2, 3, 5}), [&](const Tensor& t) { return t.baddbmm_(x, y); },
      [&](const Tensor& t) { return baddbmm(t, x, y); });
  same(
      random({3, 5}), [&](const Tensor& t) { return t.addbmm_(x, y, 0.5, 2); },
      [&](const Tensor& t) { return addbmm(t, x, y, 0.5, 2); });
  same(
      random({4, 3}), [&](const Tensor& t) { return t.addr_(v, a.select(1, 0)); },
      [&](const Tensor& t) { return addr(t, v, a.select(1, 0)); });
}

TEST(Products, InPlaceRecordsTheOperatorAndPassesGradients) {
  const Tensor self = random({3, 5}).requires_grad_(), a = random({3, 4}).requires_grad_(),
               b = random({4, 5});
  const Tensor sum = self.clone();
  sum.addmm_(a, b, 3, 2);
  EXPECT_EQ(sum.grad_fn()->name(), "AddmmBackward0");
  sum.backward(ones_like(sum));
  EXPECT_THAT(values(self.grad()), ::testing::Each(3));
  EXPECT_THAT(values(a.grad()), ElementsAreArray(values(mm(full({3, 5}, 2.0), b.t()))));
}

TEST(Products, AFactorThatIsOverwrittenCountsAsItWas) {
  const Tensor leaf = random({3, 3}).requires_grad_(), b = random({3, 3}, {}, 9);
  const Tensor t = leaf.clone(), want = addmm(leaf, leaf, b);
  t.addmm_(t, b);
  EXPECT_THAT(values(t), ElementsAreArray(values(want)));
  const Tensor got = autograd::grad({t}, {leaf}, {ones_like(t)})[0];
  EXPECT_THAT(values(got),
              ElementsAreArray(values(autograd::grad({want}, {leaf}, {ones_like(t)})[0])));
}

TEST(Products, InPlaceRefusesToGrowAndChangesNothing) {
  const Tensor self = random({5});
  const std::vector<double> before = values(self);
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "Bad in-place call: input tensor size [5] and output tensor size [3, 5] "
                         "should match",
                         [&] {
                           self.addmm_(random({3, 4}), random({4, 5}));
                         }));
  EXPECT_THAT(values(self), ElementsAreArray(before));
  const Tensor leaf = random({3, 5}).requires_grad_();
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a leaf Variable that requires grad", [&] {
    leaf.addmm_(random({3, 4}), random({4, 5}));
  }));
}

TEST(Triangles, InPlaceThroughAView) {
  const Tensor leaf = random({4, 3, 3}).requires_grad_();
  const Tensor t = leaf.clone();
  const Tensor part = t.select(0, 2);
  EXPECT_TRUE(part.tril_(-1).is_same(part));
  EXPECT_THAT(values(t.select(0, 2)), ElementsAreArray(values(tril(leaf.select(0, 2), -1))));
  EXPECT_THAT(values(t.select(0, 1)), ElementsAreArray(values(leaf.select(0, 1))));
  t.backward(ones_like(t));
  EXPECT_THAT(values(leaf.grad().select(0, 2)),
              ElementsAreArray(std::vector<double>{0, 0, 0, 1, 0, 0, 1, 1, 0}));
  const Tensor upper = random({3, 4}), want = triu(upper, 1);
  upper.triu_(1);
  EXPECT_THAT(values(upper), ElementsAreArray(values(want)));
}

TEST(Triangles, Indices) {
  EXPECT_THAT(values(tril_indices(3, 2, -1)), ElementsAreArray({1, 2, 2, 0, 0, 1}));
  EXPECT_THAT(values(triu_indices(2, 3)), ElementsAreArray({0, 0, 0, 1, 1, 0, 1, 2, 1, 2}));
  EXPECT_EQ(tril_indices(0, 3).size(1), 0);
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "row must be non-negative", [] { tril_indices(-1, 2); }));
}

}  // namespace
}  // namespace pumice::testing
