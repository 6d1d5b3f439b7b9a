// Convolutions, averages and products of integers, numbers that do not fit a dtype, and strides of
// results.
#include "support/holds.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::values;

Tensor ramp(const std::vector<int64_t>& sizes, ScalarType dtype) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return arange(static_cast<double>(count)).to(dtype).view(sizes);
}

TEST(WholeNumbers, Convolve) {
  for (const ScalarType t : {kLong, kInt, kShort}) {
    if (!testing::holds(default_device(), t)) continue;
    const Tensor y = conv2d(ramp({1, 1, 3, 3}, t), ones({1, 1, 2, 2}, t), ones({1}, t));
    EXPECT_EQ(y.scalar_type(), t);
    EXPECT_EQ(values(y), (std::vector<double>{9, 13, 21, 25}));
  }
  if (testing::holds(default_device(), kByte)) {
    const Tensor y = conv2d(full({1, 1, 2, 2}, 200, kByte), ones({1, 1, 2, 2}, kByte));
    EXPECT_EQ(values(y), std::vector<double>{32});
  }
  EXPECT_EQ(values(conv2d(ones({1, 1, 3, 3}, kInt), ones({1, 1, 2, 2}, kInt), {}, {2}, {1})),
            (std::vector<double>{1, 2, 2, 4}));
  // Groups and dilation, against floating numbers.
  const Tensor x = ramp({2, 4, 5, 6}, kLong), w = ramp({6, 2, 2, 3}, kLong);
  const Tensor whole = conv2d(x, w, {}, {1, 2}, {1, 0}, {2, 1}, 2);
  const Tensor real = conv2d(x.to(kFloat), w.to(kFloat), {}, {1, 2}, {1, 0}, {2, 1}, 2);
  EXPECT_EQ(whole.sizes(), real.sizes());
  EXPECT_EQ(values(whole), values(real));
}

TEST(WholeNumbers, Average) {
  const Tensor x = arange(-16.0, 0.0).to(kLong).view({1, 4, 4});
  EXPECT_EQ(values(avg_pool2d(ramp({1, 4, 4}, kLong), {2})), (std::vector<double>{2, 4, 10, 12}));
  EXPECT_EQ(
      values(avg_pool2d(x, {3}, {1}, {1})),
      (std::vector<double>{-6, -8, -8, -5, -7, -11, -10, -6, -5, -7, -6, -3, -2, -3, -2, -1}));
  EXPECT_EQ(values(avg_pool2d(x, {3}, {2}, {1}, true)),
            (std::vector<double>{-6, -8, -3, -5, -6, -2, -1, -1, 0}));
  EXPECT_EQ(values(avg_pool2d(x, {3}, {2}, {1}, true, false)),
            (std::vector<double>{-13, -12, -11, -7, -6, -5, -3, -2, -1}));
  EXPECT_EQ(values(avg_pool2d(x, {2}, {}, {0}, false, true, 3)),
            (std::vector<double>{-18, -15, -7, -4}));
}

TEST(WholeNumbers, LinearAddsItsBias) {
  const Tensor y = linear(ones({2, 3}, kInt), ones({2, 3}, kInt), arange(2.0).to(kInt));
  EXPECT_EQ(values(y), (std::vector<double>{3, 4, 3, 4}));
}

TEST(WholeNumbers, BytesAreClasses) {
  EXPECT_NEAR(cross_entropy_loss(zeros({1, 3}), zeros({1}, kByte)).item<double>(), 1.0986, 1e-4);
  EXPECT_EQ(values(nll_loss(ramp({1, 3}, kFloat), ones({1}, kByte)))[0], -1);
}

TEST(WholeNumbers, ThatDoNotFitAreCutOff) {
  const Tensor x = full({2}, 44, kByte);
  EXPECT_EQ(values(x == 300), (std::vector<double>{1, 1}));
  EXPECT_EQ(values(x.lt(300)), (std::vector<double>{0, 0}));
  EXPECT_EQ(values(full({1}, -1, kChar).eq(255)), (std::vector<double>{1}));
  EXPECT_EQ(values(x.bitwise_and(300)), (std::vector<double>{44, 44}));
  EXPECT_EQ(values(x.floor_divide(300)), (std::vector<double>{1, 1}));
  EXPECT_TRUE(fails_with(ErrorKind::value, "without overflow", [&] { x.pow(300); }));
  // A number on the left becomes an element.
  EXPECT_EQ((2.5 - ones({2}, kInt)).scalar_type(), kInt);
  EXPECT_EQ(values(2.5 - ones({2}, kInt)), (std::vector<double>{1, 1}));
  EXPECT_EQ(values(rsub(ones({2}, kInt), 2.5)), (std::vector<double>{1.5, 1.5}));
}

TEST(ResultStrides, FollowTheOperand) {
  const Tensor x = ramp({2, 3, 2, 2}, kFloat).contiguous(MemoryFormat::ChannelsLast);
  EXPECT_EQ(x.flip({0}).strides(), x.strides());
  EXPECT_EQ(values(x.flip({0, 3})), values(ramp({2, 3, 2, 2}, kFloat).flip({0, 3})));
  EXPECT_EQ(ramp({2, 3}, kFloat).t().flip({0}).strides(), IntArrayRef({1, 3}));
  EXPECT_EQ(values(ramp({2, 3}, kFloat).t().flip({0})), (std::vector<double>{2, 5, 1, 4, 0, 3}));
  EXPECT_EQ(ramp({3, 2}, kFloat).t().repeat({2, 1, 1}).strides(), IntArrayRef({6, 3, 1}));
  EXPECT_EQ(nonzero(ramp({2, 3}, kFloat) > 1).strides(), IntArrayRef({1, 4}));
  EXPECT_EQ(values(nonzero(ramp({2, 3}, kFloat) > 3)), (std::vector<double>{1, 1, 1, 2}));
  EXPECT_EQ(std::get<1>(ramp({2, 2}, kInt).topk(1, 0)).strides(), IntArrayRef({2, 1}));
}

TEST(Clamp, HasNoGradientAtNaN) {
  const Tensor x = tensor({std::nan(""), 1.0, -1.0}).set_requires_grad(true);
  const auto grad_of = [&](const Tensor& y) { return values(autograd::grad({y.sum()}, {x})[0]); };
  EXPECT_EQ(grad_of(x.clamp(-2, 2)), (std::vector<double>{0, 1, 1}));
  EXPECT_EQ(grad_of(x.clamp_min(0)), (std::vector<double>{0, 1, 0}));
  EXPECT_EQ(grad_of(x.clamp(std::optional(zeros({3})))), (std::vector<double>{0, 1, 0}));
}

TEST(Polygamma, ReachesFarBelowZero) {
  // The terms that are left out of the sum are those of the other side.
  const Tensor x = tensor({-10000.5, -2.25, 100.0, 0.5});
  const bool exact = testing::holds(default_device(), kDouble);
  const std::vector<double> y = values(polygamma(2, exact ? x.to(kDouble) : x));
  EXPECT_NEAR(y[0], -9.998e-9, exact ? 1e-11 : 1e-6);
  EXPECT_NEAR(y[1], 123.899, 1e-2);
  EXPECT_NEAR(y[2], -1.0100e-4, 1e-7);
  EXPECT_NEAR(values(polygamma(20, tensor({-0.5}).to(kFloat)))[0] / -4.8777e14, 1, 1e-3);
  EXPECT_NEAR(values(polygamma(20, x.to(kFloat)))[2] / -1.34235e-23, 1, 1e-4);
}

}  // namespace
}  // namespace pumice
