// What the derived tests of elementwise operators do not show: promotion, in-place forms, aliasing,
// many dims, special values, messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Tensor random(const std::vector<int64_t>& sizes, double low = -2, double high = 2) {
  static std::mt19937 generator(7);
  std::uniform_real_distribution<float> pick(static_cast<float>(low), static_cast<float>(high));
  HostTensor host{kFloat, sizes, {}};
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  for (int64_t i = 0; i < n; ++i) host.values.push_back(pick(generator));
  return make_tensor(host, kFloat, default_device());
}

std::string message(const std::function<void()>& f, ErrorKind kind) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), kind) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(Elementwise, PromotesAsPyTorchDoes) {
  const auto dims = [](ScalarType t) { return ones({2}, TensorOptions(kCPU).dtype(t)); };
  const auto zero = [](ScalarType t) { return ones({}, TensorOptions(kCPU).dtype(t)); };
  const auto sum_type = [](const Tensor& a, const Tensor& b) { return add(a, b).scalar_type(); };
  EXPECT_EQ(sum_type(dims(kInt), dims(kLong)), kLong);
  EXPECT_EQ(sum_type(dims(kByte), dims(kChar)), kShort);
  EXPECT_EQ(sum_type(dims(kLong), dims(kHalf)), kHalf);
  EXPECT_EQ(sum_type(dims(kHalf), dims(kBFloat16)), kFloat);
  EXPECT_EQ(sum_type(dims(kBool), dims(kByte)), kByte);
  EXPECT_EQ(sum_type(dims(kFloat), dims(kDouble)), kDouble);
  EXPECT_EQ(sum_type(dims(kFloat), zero(kDouble)), kFloat) << "a zero-dim tensor yields";
  EXPECT_EQ(sum_type(dims(kInt), zero(kLong)), kInt);
  EXPECT_EQ(sum_type(dims(kInt), zero(kDouble)), kDouble) << "but not to a lower category";
  EXPECT_EQ(sum_type(dims(kBool), zero(kByte)), kByte);
  EXPECT_EQ(sum_type(zero(kFloat), zero(kDouble)), kDouble);
  EXPECT_EQ(add(dims(kByte), 300).scalar_type(), kByte);
  EXPECT_EQ(add(dims(kInt), 1.5).scalar_type(), kFloat);
  EXPECT_EQ(add(dims(kHalf), 1.5).scalar_type(), kHalf);
  EXPECT_EQ(mul(dims(kBool), 2).scalar_type(), kLong);
  EXPECT_EQ(div(dims(kInt), dims(kInt)).scalar_type(), kFloat);
  EXPECT_EQ(exp(dims(kLong)).scalar_type(), kFloat);
  EXPECT_EQ(lt(dims(kInt), 1.5).scalar_type(), kBool);
}

TEST(Elementwise, SmallIntegersWrap) {
  const Tensor bytes = tensor({100, 200, 255}, TensorOptions(kCPU).dtype(kByte));
  EXPECT_THAT(values(add(bytes, 100)), ElementsAre(200, 44, 99));
  EXPECT_THAT(values(mul(bytes, bytes)), ElementsAre(16, 64, 1));
  const Tensor flags = tensor({1, 0, 1}, TensorOptions(kCPU).dtype(kBool));
  EXPECT_THAT(values(add(flags, flags)), ElementsAre(1, 0, 1));
}

TEST(Elementwise, IntegerPowers) {
  const Tensor x = tensor({-3, 2, 5}, TensorOptions(default_device()).dtype(kInt));
  EXPECT_THAT(values(pow(x, 3)), ElementsAre(-27, 8, 125));
  EXPECT_THAT(values(pow(2, tensor({0, 4, 10}, TensorOptions(default_device()).dtype(kInt)))),
              ElementsAre(1, 16, 1024));
  EXPECT_THAT(message([&] { pow(x, -1); }, ErrorKind::value),
              HasSubstr("Integers to negative integer powers are not allowed."));
}

TEST(Elementwise, SaysWhichSizesDoNotFit) {
  EXPECT_EQ(message(
                [] {
                  add(random({2, 3}), random({2, 4}));
                },
                ErrorKind::shape),
            "add: The size of tensor a (3) must match the size of tensor b (4) at non-singleton "
            "dimension 1");
  EXPECT_THAT(message(
                  [] {
                    where(random({2, 3}) > 0, random({4, 1}), 1);
                  },
                  ErrorKind::shape),
              HasSubstr("The size of tensor a (2) must match the size of tensor b (4)"));
  EXPECT_THAT(message([] { sub(random({2}) > 0, random({2}) > 0); }, ErrorKind::dtype),
              HasSubstr("with two bool tensors is not supported"));
  EXPECT_THAT(message([] { neg(random({2}) > 0); }, ErrorKind::dtype),
              HasSubstr("on a bool tensor"));
  EXPECT_THAT(message([] { exp(Tensor()); }, ErrorKind::value), HasSubstr("undefined"));
  EXPECT_THAT(message([] { clamp(random({2}), std::optional<Scalar>(), {}); }, ErrorKind::value),
              HasSubstr("At least one of 'min' or 'max' must not be None"));
  EXPECT_THAT(message([] { gelu(random({2}), "sharp"); }, ErrorKind::value),
              HasSubstr("approximate argument must be either none or tanh."));
}

TEST(Elementwise, InPlaceThroughViewsReachesTheBase) {
  const Tensor base = random({4, 6});
  std::vector<double> expected = values(base);
  for (size_t r = 0; r < 4; ++r)
    for (size_t c = 1; c < 6; c += 2) expected[r * 6 + c] = 3 * expected[r * 6 + c] + 1;
  const Tensor odd = base.slice(1, 1, {}, 2).t();
  odd.mul_(3);
  odd.add_(ones({1, 4}, TensorOptions(default_device())));
  const std::vector<double> got = values(base);
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-5) << i;
}

TEST(Elementwise, InPlaceRefusesWhatItCannotHold) {
  const Tensor x = random({3}), wide = random({2, 3});
  EXPECT_THAT(message([&] { x.add_(wide); }, ErrorKind::shape),
              HasSubstr("output with shape [3] doesn't match the broadcast shape [2, 3]"));
  const Tensor whole = ones({3}, TensorOptions(default_device()).dtype(kInt));
  EXPECT_THAT(message([&] { whole.mul_(1.5); }, ErrorKind::dtype),
              HasSubstr("result type Float can't be cast to the desired output type Int"));
  EXPECT_THAT(message(
                  [&] {
                    x.expand({2, 3}).exp_();
                  },
                  ErrorKind::value),
              HasSubstr("more than one element of the written-to tensor"));
  EXPECT_THAT(values(whole), ElementsAre(1, 1, 1)) << "a refused operator writes nothing";
}

TEST(Elementwise, InPlaceReadsItsOperandBeforeItWritesIt) {
  const Tensor x = random({5, 6}).narrow(1, 0, 5);
  const std::vector<double> before = values(x);
  x.add_(x.t());
  const std::vector<double> after = values(x);
  for (size_t r = 0; r < 5; ++r)
    for (size_t c = 0; c < 5; ++c)
      EXPECT_FLOAT_EQ(after[r * 5 + c], before[r * 5 + c] + before[c * 5 + r]);
  // Dense operands that overlap are refused.
  const Tensor dense = random({5, 5});
  EXPECT_TRUE(fails_with(ErrorKind::value, "some elements of the input tensor and the written-to",
                         [&] { dense.add_(dense.t()); }));
  EXPECT_NO_THROW(dense.add_(dense));
}

TEST(Elementwise, KeepsTheLayoutOfPermutedOperands) {
  const Tensor x = random({2, 3, 4}).permute({2, 0, 1});
  EXPECT_EQ(exp(x).strides().vec(), x.strides().vec());
  EXPECT_EQ(add(x, x).strides().vec(), x.strides().vec());
  EXPECT_EQ(add(x, random({4, 2, 3})).strides().vec(), x.strides().vec());
  EXPECT_TRUE(add(random({4, 2, 3}), x).is_contiguous());
}

TEST(Elementwise, TakesMoreDimsThanItsKernels) {
  const std::vector<int64_t> sizes{2, 3, 2, 2, 3, 2, 2};
  const Tensor a = random(sizes), b = random(sizes);
  const Tensor y = sub(a.permute({6, 1, 4, 3, 2, 5, 0}), b.permute({0, 4, 1, 3, 2, 5, 6}));
  const Tensor z = sub(a.permute({6, 1, 4, 3, 2, 5, 0}).contiguous(),
                       b.permute({0, 4, 1, 3, 2, 5, 6}).contiguous());
  EXPECT_EQ(values(y), values(z));
  const Tensor target = random(sizes).permute({6, 1, 4, 3, 2, 5, 0});
  target.mul_(0).add_(y);
  EXPECT_EQ(values(target), values(y));
}

TEST(Elementwise, PassesNanOn) {
  const double nan = std::nan("");
  const Tensor x = tensor({nan, -1.0, 1.0}, TensorOptions(default_device()));
  const Tensor y = tensor({0.0, nan, 2.0}, TensorOptions(default_device()));
  const auto nan_at = [](const Tensor& t) {
    std::string out;
    for (double v : values(t)) out += std::isnan(v) ? 'n' : '.';
    return out;
  };
  EXPECT_EQ(nan_at(relu(x)), "n..");
  EXPECT_EQ(nan_at(clamp(x, -0.5, 0.5)), "n..");
  EXPECT_EQ(nan_at(maximum(x, y)), "nn.");
  EXPECT_EQ(nan_at(minimum(x, y)), "nn.");
  EXPECT_EQ(nan_at(tanh(x)), "n..");
  EXPECT_EQ(nan_at(leaky_relu(x)), "n..");
  EXPECT_EQ(nan_at(clamp(x, nan)), "nnn");
  EXPECT_THAT(values(eq(x, x)), ElementsAre(0, 1, 1));
  EXPECT_THAT(values(ne(x, x)), ElementsAre(1, 0, 0));
  EXPECT_THAT(values(ge(x, -5)), ElementsAre(0, 1, 1));
}

TEST(Elementwise, ReachesTheEndsOfTheRange) {
  const double inf = INFINITY;
  const Tensor x = tensor({-inf, inf, -200.0, 200.0}, TensorOptions(default_device()));
  EXPECT_THAT(values(exp(x)), ElementsAre(0, inf, 0, inf));
  EXPECT_THAT(values(tanh(x)), ElementsAre(-1, 1, -1, 1));
  EXPECT_THAT(values(sigmoid(x)), ElementsAre(0, 1, 0, 1));
  EXPECT_THAT(values(erf(x)), ElementsAre(-1, 1, -1, 1));
  EXPECT_THAT(values(log(tensor({0.0, inf, 1.0}, TensorOptions(default_device())))),
              ElementsAre(-inf, inf, 0));
  EXPECT_TRUE(std::isnan(values(log(x))[0]));
  EXPECT_TRUE(std::isnan(values(sqrt(x))[0]));
}

TEST(Elementwise, EmptyTensorsKeepTheirShape) {
  const Tensor none = random({0, 3});
  EXPECT_EQ(add(none, random({3})).sizes().vec(), (std::vector<int64_t>{0, 3}));
  EXPECT_EQ(exp(none).numel(), 0);
  EXPECT_EQ((none > 1).scalar_type(), kBool);
  none.add_(1);
}

TEST(Elementwise, SavesOnlyWhatTheDerivativeNames) {
  const Tensor x = random({3}).requires_grad_();
  {
    const Tensor h = mul(x, 1);
    const Tensor y = relu(h);
    h.mul_(2);  // relu's derivative needs its result alone
    y.sum().backward();
    EXPECT_TRUE(x.grad().defined());
  }
  const Tensor h = mul(x, 1);
  const Tensor y = exp(h);
  const Tensor total = y.sum();
  y.add_(1);
  EXPECT_THAT(message([&] { total.backward(); }, ErrorKind::autograd),
              HasSubstr("inplace operation"));
}

TEST(Elementwise, InPlaceGradients) {
  const Tensor x = random({4}, 0.5, 2).requires_grad_();
  const Tensor w = random({4}, 0.5, 2).requires_grad_();
  const Tensor y = mul(x, 2);
  y.mul_(w);    // y = 2 x w
  y.log_();     // y = log(2 x w)
  y.square_();  // y = log(2 x w)^2
  y.sum().backward();
  const auto vx = values(x), vw = values(w), gx = values(x.grad()), gw = values(w.grad());
  for (size_t i = 0; i < 4; ++i) {
    const double slope = 2 * std::log(2 * vx[i] * vw[i]);
    EXPECT_NEAR(gx[i], slope / vx[i], 1e-4);
    EXPECT_NEAR(gw[i], slope / vw[i], 1e-4);
  }
}

TEST(Elementwise, OperandsOverwrittenInPlaceHaveNoGradient) {
  const Tensor x = random({4}, 0.5, 2).requires_grad_();
  for (const auto& write :
       {+[](const Tensor& y) { y.mul_(y); }, +[](const Tensor& y) { y.div_(y); },
        +[](const Tensor& y) { y[0].mul_(y[0]); }}) {
    const Tensor y = mul(x, 2);
    write(y);
    EXPECT_TRUE(fails_with(ErrorKind::autograd, "modified by an inplace operation",
                           [&] { y.sum().backward(); }));
  }
  const Tensor y = mul(x, 2);
  y.add_(y);  // needs neither
  y.sum().backward();
  EXPECT_EQ(values(x.grad()), std::vector<double>(4, 4));
}

TEST(Elementwise, BroadcastGradientsSumUp) {
  const Tensor a = random({3, 1, 2}).requires_grad_(), b = random({4, 1}).requires_grad_();
  add(a, b, 3).sum().backward();
  EXPECT_EQ(a.grad().sizes().vec(), a.sizes().vec());
  EXPECT_EQ(b.grad().sizes().vec(), b.sizes().vec());
  for (double g : values(a.grad())) EXPECT_EQ(g, 4);
  for (double g : values(b.grad())) EXPECT_EQ(g, 18);
}

TEST(Elementwise, GradientsAtTheCorners) {
  const Tensor x = tensor({-1.0, 0.0, 2.0}, TensorOptions(default_device())).requires_grad_();
  const auto grad_of = [&](const Tensor& y) {
    x.mutable_grad().reset();
    y.sum().backward();
    return values(x.grad());
  };
  EXPECT_THAT(grad_of(relu(x)), ElementsAre(0, 0, 1));
  EXPECT_THAT(grad_of(abs(x)), ElementsAre(-1, 0, 1));
  EXPECT_THAT(grad_of(clamp(x, 0, 1)), ElementsAre(0, 1, 0));
  EXPECT_THAT(grad_of(maximum(x, zeros_like(x))), ElementsAre(0, 0.5, 1));
  EXPECT_THAT(grad_of(pow(x, 0)), ElementsAre(0, 0, 0));
  EXPECT_THAT(grad_of(where(x > 0, x, mul(x, 5))), ElementsAre(5, 5, 1));
  EXPECT_THAT(grad_of(masked_fill(x, x > 0, 9)), ElementsAre(1, 1, 0));
}

}  // namespace
}  // namespace pumice::testing
