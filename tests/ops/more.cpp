// Operators made of others, with PyTorch's values, and the dtype rules of values that are filled
// in.
#include <cmath>
#include <limits>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(More, SumsWithoutNaN) {
  const Tensor x = tensor({{1.0, kNaN, 3.0}, {kNaN, kNaN, kNaN}});
  EXPECT_EQ(nansum(x).item<float>(), 4);
  EXPECT_THAT(values(x.nansum(1)), ElementsAre(4, 0));
  EXPECT_EQ(nanmean(x).item<float>(), 2);
  const Tensor mean = x.nanmean(1, true);
  EXPECT_EQ(mean.sizes(), IntArrayRef({2, 1}));
  EXPECT_EQ(mean[0].item<float>(), 2);
  EXPECT_TRUE(std::isnan(mean[1].item<float>()));
  EXPECT_EQ(nansum(ones({2}, kInt)).scalar_type(), kLong);
  const Tensor y = tensor({1.0, kNaN, 3.0}, requires_grad());
  y.nanmean().backward();
  EXPECT_THAT(values(y.grad()), ElementsAre(0.5, 0, 0.5));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "floating point or complex dtype but got Long",
                         [] { nanmean(arange(3)); }));
}

TEST(More, RoundsToDecimals) {
  const Tensor x = tensor({-1.2345, 2.5, 1234.5});
  EXPECT_THAT(values(round(x, 2)),
              ElementsAre(DoubleNear(-1.23, 1e-6), 2.5, DoubleNear(1234.5, 1e-3)));
  EXPECT_THAT(values(x.round(-2)), ElementsAre(0, 0, 1200));
  x.round_(0);
  EXPECT_THAT(values(x), ElementsAre(-1, 2, 1234));
}

TEST(More, SincAtZeroAndItsGradient) {
  const Tensor x = tensor({0.0, 0.5, 1.0, -1.5});
  EXPECT_THAT(values(sinc(x)), ElementsAre(1, DoubleNear(0.63662, 1e-5), DoubleNear(0, 1e-6),
                                           DoubleNear(-0.212207, 1e-5)));
  const Tensor y = tensor({0.0, 0.5}, requires_grad());
  y.sinc().sum().backward();
  EXPECT_THAT(values(y.grad()), ElementsAre(0, DoubleNear(-1.27324, 1e-4)));
}

TEST(More, SignsAndInfinities) {
  const Tensor x = tensor({-0.0, 0.0, -2.0, 3.0, -kInfinity, kInfinity});
  EXPECT_THAT(values(signbit(x)), ElementsAre(1, 0, 1, 0, 1, 0));
  EXPECT_THAT(values(isneginf(x)), ElementsAre(0, 0, 0, 0, 1, 0));
  EXPECT_THAT(values(isposinf(x)), ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(values(signbit(tensor({-1, 1}))), ElementsAre(1, 0));
  EXPECT_THAT(values(heaviside(tensor({-1.0, 0.0, 2.0}), tensor({0.5}))), ElementsAre(0, 0.5, 1));
  EXPECT_THAT(values(sgn(tensor({-3.0, 0.0}))), ElementsAre(-1, 0));
}

TEST(More, CrossAndDistance) {
  const Tensor a = tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}});
  const Tensor b = tensor({{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}});
  EXPECT_THAT(values(cross(a, b, 1)), ElementsAre(0, 3, -2, -6, 0, 4));
  EXPECT_THAT(values(arange(6, kFloat).view({3, 2}).cross(ones({3, 2}))),
              ElementsAre(-2, -2, 4, 4, -2, -2));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "must have length 3", [&] { cross(a, b, 0); }));
  EXPECT_EQ(dist(tensor({1.0, 2.0}), tensor({4.0, 6.0})).item<float>(), 5);
  EXPECT_EQ(dist(tensor({1.0, 2.0}), tensor({4.0, 6.0}), 1).item<float>(), 7);
}

TEST(More, Differences) {
  const Tensor x = tensor({1, 3, 6, 10});
  EXPECT_THAT(values(diff(x)), ElementsAre(2, 3, 4));
  EXPECT_THAT(values(x.diff(2)), ElementsAre(1, 1));
  EXPECT_EQ(x.diff(5).numel(), 0);
  EXPECT_THAT(values(diff(tensor({{1, 3}, {6, 10}}), 1, 0, tensor({{0, 0}}))),
              ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(values(diff(tensor({true, true, false}))), ElementsAre(0, 1));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "at least one-dimensional", [] { diff(tensor(1)); }));
}

TEST(More, SplitsByAxis) {
  EXPECT_EQ(ones({2, 4}).hsplit(2)[1].sizes(), IntArrayRef({2, 2}));
  EXPECT_EQ(ones({4}).hsplit(2)[1].sizes(), IntArrayRef({2}));
  const auto rows = vsplit(ones({4, 1}), {1, 3});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].sizes(), IntArrayRef({2, 1}));
  EXPECT_EQ(dsplit(ones({1, 1, 4}), 4).size(), 4u);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "is not divisible by the split_size 3!", [] {
    ones({2, 4}).hsplit(3);
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "requires a tensor with at least 2 dimension, but",
                         [] { ones({2}).vsplit(1); }));
}

TEST(More, OneHot) {
  const Tensor classes = tensor({{0, 2}, {1, 0}});
  const Tensor y = one_hot(classes);
  EXPECT_EQ(y.sizes(), IntArrayRef({2, 2, 3}));
  EXPECT_EQ(y.scalar_type(), kLong);
  EXPECT_THAT(values(y), ElementsAre(1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0));
  EXPECT_EQ(one_hot(classes, 5).size(-1), 5);
  EXPECT_EQ(one_hot(empty({0}, kLong), 4).sizes(), IntArrayRef({0, 4}));
  EXPECT_TRUE(fails_with(ErrorKind::value, "Can not infer total number of classes",
                         [] { one_hot(empty({0}, kLong)); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "only applicable to index tensor",
                         [] { one_hot(tensor({1.0})); }));
  if (default_device().is_cpu()) {
    EXPECT_TRUE(fails_with(ErrorKind::value, "Class values must be smaller than num_classes",
                           [&] { one_hot(classes, 2); }));
  }
}

TEST(More, AngleUnitsAndPowersInDouble) {
  EXPECT_THAT(values(deg2rad(tensor({180, 90}))),
              ElementsAre(DoubleNear(3.14159, 1e-5), DoubleNear(1.5708, 1e-4)));
  EXPECT_THAT(values(rad2deg(tensor({1.0}))), ElementsAre(DoubleNear(57.2958, 1e-4)));
  const TensorOptions host(kCPU);
  const Tensor y = float_power(tensor({2, 4}, host), -1);
  EXPECT_EQ(y.scalar_type(), kDouble);
  EXPECT_THAT(values(y), ElementsAre(0.5, 0.25));
}

TEST(More, VarianceTakesALoneNumberForADim) {
  const Tensor x = tensor({{0.0, 1.0, 2.0}, {3.0, 4.0, 5.0}});
  EXPECT_THAT(values(x.var(0)), ElementsAre(4.5, 4.5, 4.5));
  EXPECT_THAT(values(x.std(1)), ElementsAre(1, 1));
  EXPECT_THAT(values(var(x, 1)), ElementsAre(1, 1));
  EXPECT_THAT(values(std::get<1>(var_mean(x, 1))), ElementsAre(1, 4));
  EXPECT_EQ(x.var(false).dim(), 0);
  EXPECT_EQ(x.std().dim(), 0);
}

TEST(ResultType, OfTensorsAndNumbers) {
  // On the CPU, which holds every dtype: no kernel runs.
  const auto of = [](ScalarType dtype) { return ones({2}, TensorOptions(dtype).device(kCPU)); };
  EXPECT_EQ(result_type(of(kInt), tensor(1.0)), kFloat);
  EXPECT_EQ(result_type(of(kHalf), 1.5), kHalf);
  EXPECT_EQ(result_type(1.5, of(kInt)), kFloat);
  EXPECT_TRUE(can_cast(kInt, kHalf));
  EXPECT_FALSE(can_cast(kHalf, kInt));
}

TEST(FilledValues, AreCutOffOrRefused) {
  EXPECT_THAT(values(ones({2}, kInt).fill_(1.9)), ElementsAre(1, 1));
  EXPECT_THAT(values(ones({2}, kByte).fill_(-1)), ElementsAre(255, 255));
  EXPECT_THAT(values(ones({2}, kBool).fill_(7)), ElementsAre(1, 1));
  const char* text = "cannot be converted to type uint8_t without overflow";
  const Tensor bytes = ones({2}, kByte);
  EXPECT_TRUE(fails_with(ErrorKind::value, text, [&] { bytes.fill_(300); }));
  EXPECT_THAT(values(bytes), ElementsAre(1, 1));
  EXPECT_TRUE(fails_with(ErrorKind::value, text, [] { full({2}, 300, kByte); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "without overflow", [] {
    ones({2}, kLong).masked_fill_(tensor({true, false}), kInfinity);
  }));
}

TEST(FilledValues, BehindMasks) {
  const Tensor mask = tensor({true, false});
  EXPECT_THAT(values(full({2}, 3, kInt).masked_fill(mask, 1.5)), ElementsAre(1, 3));
  EXPECT_THAT(values(full({2}, 3, kInt).masked_fill_(mask, 1.5)), ElementsAre(1, 3));
  EXPECT_THAT(values(full({2}, 3, kInt).masked_fill(mask, tensor(2.5))), ElementsAre(2, 3));
  EXPECT_THAT(values(zeros({2}, kBool).masked_fill(mask, 1)), ElementsAre(1, 0));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "only supports boolean masks",
                         [] { ones({2}).masked_fill(ones({2}), 1); }));
}

TEST(Equal, ComparesAcrossDtypes) {
  EXPECT_TRUE(equal(full({2}, 3, kInt), full({2}, 3, kFloat)));
  EXPECT_FALSE(equal(full({2}, 3, kInt), full({2}, 3.5, kFloat)));
  EXPECT_FALSE(equal(full({2}, 3, kInt), full({3}, 3, kInt)));
}

TEST(MseLoss, TakesIntegerTargets) {
  const Tensor x = tensor({1.0, 4.0}, requires_grad());
  EXPECT_EQ(mse_loss(x, tensor({true, false})).item<float>(), 8);
  const Tensor loss = mse_loss(x, tensor({1, 2}));
  EXPECT_EQ(loss.item<float>(), 2);
  loss.backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 2));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "\"mse_cpu\" not implemented for 'Long'",
                         [] { mse_loss(arange(2), arange(2)); }));
}

TEST(Cat, KeepsChannelsLast) {
  const Tensor x = testing::random({2, 3, 2, 2}).contiguous(MemoryFormat::ChannelsLast);
  const Tensor y = cat({x, x}, 1);
  EXPECT_EQ(y.strides(), IntArrayRef({24, 1, 12, 6}));
  EXPECT_EQ(values(y), values(cat({x.contiguous(), x.contiguous()}, 1)));
  EXPECT_TRUE(cat({x, x.contiguous()}, 1).is_contiguous());
}

TEST(Messages, ShowSizesAsPyTorchDoes) {
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "stack expects each tensor to be equal size, but got [2] at entry 0 and "
                         "[3] at entry 1",
                         [] {
                           stack({ones({2}), ones({3})});
                         }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "Given normalized_shape=[2], expected input with shape [*, 2], but got "
                         "input of size[2, 3]",
                         [] {
                           layer_norm(ones({2, 3}), {2});
                         }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "Size does not match at dimension 1 expected index [3, 4] to be no larger "
                         "than self [2, 3] apart from dimension 0",
                         [] {
                           ones({2, 3}).gather(0, zeros({3, 4}, kLong));
                         }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "Expected input batch_size (2) to match target batch_size (1).", [] {
                           nll_loss(ones({2, 3}), zeros({1}, kLong));
                         }));
}

TEST(FilledValues, ReachExpandedTensors) {
  const Tensor x = ones({1});
  x.expand({3}).fill_(2);
  EXPECT_THAT(values(x), ElementsAre(2));
  x.expand({3}).zero_();
  EXPECT_THAT(values(x), ElementsAre(0));
  EXPECT_TRUE(fails_with(ErrorKind::value, "more than one element of the written-to tensor",
                         [&] { x.expand({3}).add_(1); }));
}

}  // namespace
}  // namespace pumice
