// What golden samples of the elementwise operators do not show: signs of zeros, ends of integers'
// ranges, accuracy of special functions at the device's own precision, forms with a number on the
// left.
#include <cmath>

#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

using ::testing::ElementsAre;

std::string signs(const Tensor& t) {
  std::string out;
  for (const double v : values(t)) out += std::signbit(v) ? '-' : '+';
  return out;
}

TEST(ElementwiseValues, KeepsTheSignOfZero) {
  const Tensor x = tensor({0.0, -0.0, 0.25, -0.25});
  EXPECT_EQ(signs(round(x)), "+-+-");
  EXPECT_EQ(signs(trunc(x)), "+-+-");
  EXPECT_EQ(signs(ceil(x)), "+-+-");
  EXPECT_EQ(signs(floor(x)), "+-+-");
  for (const auto& f : {expm1, log1p, tan, asin, atan, sinh, asinh, atanh, erfinv})
    EXPECT_EQ(signs(f(x)), "+-+-");
  EXPECT_EQ(signs(copysign(ones({4}), x)), "+-+-");
  EXPECT_EQ(signs(fmod(x, 2)), "+-+-");
  EXPECT_THAT(values(digamma(x.slice(0, 0, 2))), ElementsAre(-INFINITY, INFINITY));
}

TEST(ElementwiseValues, WrapsAtTheEndsOfIntegers) {
  const TensorOptions cpu(kCPU);
  const Tensor chars = tensor({-128, 127, -1}, cpu.dtype(kChar));
  EXPECT_THAT(values(chars + 1), ElementsAre(-127, -128, 0));
  EXPECT_THAT(values(chars * chars), ElementsAre(0, 1, 1));
  EXPECT_THAT(values(-chars), ElementsAre(-128, -127, 1));
  EXPECT_THAT(values(abs(chars)), ElementsAre(-128, 127, 1));
  EXPECT_THAT(values(div(chars, -1, "floor")), ElementsAre(-128, -127, 1));
  EXPECT_THAT(values(chars + 300), ElementsAre(-84, -85, 43));
  const Tensor bytes = tensor({0, 255, 16}, cpu.dtype(kByte));
  EXPECT_THAT(values(bytes - 1), ElementsAre(255, 254, 15));
  EXPECT_THAT(values(-bytes), ElementsAre(0, 1, 240));
  EXPECT_THAT(values(~bytes), ElementsAre(255, 0, 239));
  EXPECT_THAT(values(bytes << 4), ElementsAre(0, 240, 0));
  const Tensor shorts = tensor({-32768, 32767}, cpu.dtype(kShort));
  EXPECT_THAT(values(shorts - shorts.flip({0})), ElementsAre(1, -1));
  const Tensor ints = tensor({INT32_MIN, INT32_MAX}, cpu.dtype(kInt));
  EXPECT_THAT(values(ints + 1), ElementsAre(INT32_MIN + 1, INT32_MIN));
  EXPECT_THAT(values(floor_divide(ints, -1)), ElementsAre(INT32_MIN, -INT32_MAX));
  EXPECT_THAT(values(remainder(ints, -1)), ElementsAre(0, 0));
  const Tensor longs = tensor({INT64_MIN, INT64_MAX}, cpu.dtype(kLong));
  EXPECT_TRUE(equal(longs + 1, tensor({INT64_MIN + 1, INT64_MIN}, cpu.dtype(kLong))));
  EXPECT_TRUE(equal(longs >> 62, tensor({int64_t{-2}, int64_t{1}}, cpu.dtype(kLong))));
  EXPECT_TRUE(equal(div(longs, -1, "trunc"), tensor({INT64_MIN, -INT64_MAX}, cpu.dtype(kLong))));
  EXPECT_TRUE(equal(longs & 255, tensor({int64_t{0}, int64_t{255}}, cpu.dtype(kLong))));
}

TEST(ElementwiseValues, ShiftsBeyondTheWidthLeaveTheSign) {
  const Tensor x = tensor({-5, 5}, TensorOptions(kInt));
  EXPECT_THAT(values(x << 32), ElementsAre(0, 0));
  EXPECT_THAT(values(x >> 40), ElementsAre(-1, 0));
  EXPECT_THAT(values(x << -1), ElementsAre(0, 0));
  EXPECT_THAT(values(x >> -1), ElementsAre(-1, 0));
}

TEST(ElementwiseValues, TakesNumbersOnTheLeft) {
  const Tensor x = tensor({1.0, 2.0, 4.0});
  EXPECT_THAT(values(2 < x), ElementsAre(0, 0, 1));
  EXPECT_THAT(values(2 >= x), ElementsAre(1, 1, 0));
  EXPECT_THAT(values(2 == x), ElementsAre(0, 1, 0));
  EXPECT_THAT(values(2 != x), ElementsAre(1, 0, 1));
  EXPECT_THAT(values(7 % x), ElementsAre(0, 1, 3));
  EXPECT_THAT(values(-x % 3), ElementsAre(2, 1, 2));
  EXPECT_THAT(values(8 / x), ElementsAre(8, 4, 2));
  EXPECT_THAT(values(1 - x), ElementsAre(0, -1, -3));
  EXPECT_THAT(values(rsub(x, 1)), ElementsAre(0, -1, -3));
  EXPECT_THAT(values(pow(2, x)), ElementsAre(2, 4, 16));
  EXPECT_THAT(values(xlogy(0, x)), ElementsAre(0, 0, 0));
  EXPECT_THAT(values(where(x > 1, 1.5, 0)), ElementsAre(0, 1.5, 1.5));
  EXPECT_EQ(where(x > 1, 1.5, 0).scalar_type(), kFloat);
  EXPECT_EQ(where(x > 1, 1, 0).scalar_type(), kLong);
}

TEST(ElementwiseValues, BoolsFollowPyTorchsRules) {
  const Tensor t = tensor({1, 1, 0, 0}) > 0, u = tensor({1, 0, 1, 0}) > 0;
  EXPECT_THAT(values(t + u), ElementsAre(1, 1, 1, 0));
  EXPECT_EQ((t + u).scalar_type(), kBool);
  EXPECT_THAT(values(t * u), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(values(t & u), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(values(t | u), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(values(t ^ u), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(values(~t), ElementsAre(0, 0, 1, 1));
  EXPECT_EQ(div(t, tensor({2, 2, 2, 2})).scalar_type(), kFloat);
  EXPECT_EQ(sign(t).scalar_type(), kBool);
  EXPECT_TRUE(
      fails_with(ErrorKind::dtype, "with two bool tensors is not supported", [&] { t - u; }));
  EXPECT_TRUE(
      fails_with(ErrorKind::dtype, "with two bool tensors is not supported", [&] { 1 - t; }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "with a bool tensor is not supported", [&] { t - 1; }));
}

TEST(ElementwiseValues, ComparesWholeTensors) {
  const Tensor x = tensor({1.0, NAN});
  EXPECT_FALSE(allclose(x, x));
  EXPECT_TRUE(allclose(x, x, 1e-5, 1e-8, true));
  EXPECT_FALSE(equal(x, x));
  EXPECT_TRUE(equal(x.slice(0, 0, 1), tensor({1.0})));
  EXPECT_FALSE(equal(zeros({2}), zeros({3})));
  EXPECT_TRUE(equal(zeros({0, 2}), zeros({0, 2})));
  EXPECT_TRUE(equal(zeros({2}), zeros({2}, TensorOptions(kLong))));
}

// A few units in the last place of float, where the C library's double is the judge.
TEST(ElementwiseValues, SpecialFunctionsAreAccurate) {
  struct Case {
    const char* name;
    Tensor (*pumice)(const Tensor&);
    double (*exact)(double);
    double low, high;
  };
  const Case cases[] = {
      {"exp2", exp2, std::exp2, -20, 20},    {"expm1", expm1, std::expm1, -3, 3},
      {"log2", log2, std::log2, 0.01, 9},    {"log10", log10, std::log10, 0.01, 9},
      {"log1p", log1p, std::log1p, -0.9, 9}, {"tan", tan, std::tan, -9, 9},
      {"asin", asin, std::asin, -1, 1},      {"acos", acos, std::acos, -1, 1},
      {"atan", atan, std::atan, -9, 9},      {"sinh", sinh, std::sinh, -9, 9},
      {"cosh", cosh, std::cosh, -9, 9},      {"asinh", asinh, std::asinh, -9, 9},
      {"acosh", acosh, std::acosh, 1, 9},    {"atanh", atanh, std::atanh, -1, 1},
      {"erfc", erfc, std::erfc, -3, 8},      {"lgamma", lgamma, std::lgamma, 0.01, 30}};
  for (const Case& c : cases) {
    const Tensor x = rand({2003}).mul(c.high - c.low).add(c.low);
    const std::vector<double> in = values(x), out = values(c.pumice(x));
    for (size_t i = 0; i < in.size(); ++i) {
      const double want = c.exact(in[i]);
      ASSERT_LE(std::abs(out[i] - want), 8e-7 * std::abs(want)) << c.name << '(' << in[i] << ')';
    }
  }
}

TEST(ElementwiseValues, Log2IsExactAtPowersOfTwo) {
  std::vector<double> powers;
  for (int e = -120; e <= 120; e += 7) powers.push_back(std::ldexp(1.0, e));
  const std::vector<double> got = values(log2(tensor(ArrayRef<double>(powers)).to(kFloat)));
  for (size_t i = 0; i < powers.size(); ++i) EXPECT_EQ(got[i], -120 + 7 * static_cast<int>(i));
  EXPECT_THAT(values(exp2(tensor({3.0, -4.0, 10.0, 0.0}))), ElementsAre(8, 0.0625, 1024, 1));
}

}  // namespace
}  // namespace pumice::testing
