// Copies in which a part is another tensor, and other small forms of operators.
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::values;

Tensor ramp() { return arange(6.0).view({2, 3}); }

TEST(PartWrites, LeaveTheRest) {
  const Tensor x = ramp();
  EXPECT_EQ(values(x.select_scatter(ones({3}), 0, 1)), (std::vector<double>{0, 1, 2, 1, 1, 1}));
  EXPECT_EQ(values(x.slice_scatter(ones({2, 1}), 1, 0, 3, 3)),
            (std::vector<double>{1, 1, 2, 1, 4, 5}));
  EXPECT_EQ(values(x.diagonal_scatter(ones({2}), 1)), (std::vector<double>{0, 1, 2, 3, 4, 1}));
  EXPECT_EQ(values(as_strided_scatter(x, ones({2}), {2}, {2}, 1)),
            (std::vector<double>{0, 1, 2, 1, 4, 5}));
  EXPECT_EQ(values(x), (std::vector<double>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(x.t().slice_scatter(ones({1, 2}), 0, 0, 3, 3).strides(), IntArrayRef({1, 3}));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "expected src to have a size equal to the slice of self. src size = [4], "
                         "slice size = [3]",
                         [&] { (void)x.select_scatter(ones({4}), 0, 1); }));
}

TEST(PartWrites, SplitTheGradient) {
  const Tensor x = ramp().set_requires_grad(true), src = ones({3}).set_requires_grad(true);
  const Tensor y = x.select_scatter(src, 0, 1);
  EXPECT_EQ(y.grad_fn()->name(), "SelectScatterBackward0");
  (y * ramp()).sum().backward();
  EXPECT_EQ(values(x.grad()), (std::vector<double>{0, 1, 2, 0, 0, 0}));
  EXPECT_EQ(values(src.grad()), (std::vector<double>{3, 4, 5}));
}

TEST(Renorm, ShrinksLongSlices) {
  const Tensor y = ones({2, 4}).mul(tensor({1.0, 0.1}).to(kFloat).view({2, 1})).renorm(2, 0, 1);
  EXPECT_NEAR(values(y)[0], 0.5, 1e-6);
  EXPECT_NEAR(values(y)[7], 0.1, 1e-6);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "needs at least 2 dimensions, got 1 dimensions",
                         [&] { (void)ones({3}).renorm(2, 0, 1); }));
}

TEST(Aliases, TakeWhatTheirOriginalsTake) {
  const Tensor x = ramp();
  EXPECT_EQ(values(x.divide(2, "floor")), (std::vector<double>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(values(divide(x, ones({3}).mul(2), "trunc")), (std::vector<double>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(values(x.subtract(1, 2)), (std::vector<double>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(values(x.clone().subtract_(x, 2)), (std::vector<double>{0, -1, -2, -3, -4, -5}));
  EXPECT_EQ(values(x.clone().divide_(2, "floor")), (std::vector<double>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(values(x.ldexp(ones({3}))), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(values(max(x, 5 - x)), (std::vector<double>{5, 4, 3, 3, 4, 5}));
  EXPECT_EQ(values(arange(2.0).diagflat(1)), (std::vector<double>{0, 0, 0, 0, 0, 1, 0, 0, 0}));
  EXPECT_EQ(x.mH().sizes(), IntArrayRef({3, 2}));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "only supported on matrices", [&] { x[0].mT(); }));
}

TEST(UnsafeSplit, PartsMayBeWritten) {
  const Tensor x = ramp().set_requires_grad(true);
  const std::vector<Tensor> parts = (x * 1).unsafe_split(1);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_FALSE(parts[0].is_view());
  parts[0].mul_(3);
  (parts[0].sum() + parts[1].sum()).backward();
  EXPECT_EQ(values(x.grad()), (std::vector<double>{3, 3, 3, 1, 1, 1}));
}

}  // namespace
}  // namespace pumice
