// shaders/lib/math.glsl as the CPU's kernels compile it, against the C library in double.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <functional>

#include "run.h"

namespace pumice::test {
namespace {

using Op = kernel::unary::OP;
constexpr float kInf = std::numeric_limits<float>::infinity();

const std::vector<float> kEdges = {
    0.0f,    -0.0f, 1.0f,      -1.0f,         0.5f,
    -0.5f,   2.0f,  -2.0f,     3.0f,          -3.0f,
    2.5f,    kInf,  -kInf,     std::nanf(""), 1e-40f,
    -1e-40f, 3e38f, -3e38f,    1e-4f,         88.7f,
    -87.4f,  88.8f, -104.0f,   30000.0f,      std::numeric_limits<float>::min(),
    0.625f,  4.0f,  1.4142135f};

/// Distance in units of the last place of the exact value.
double ulps(float got, double want) {
  if (std::isnan(want)) return std::isnan(got) ? 0 : 1e30;
  if (std::isinf(static_cast<float>(want)) || std::isinf(got))
    return got == static_cast<float>(want) ? 0 : std::abs(want) > 3.4e38 ? 1 : 1e30;
  const double size = std::max(std::abs(want), 1.1754943508222875e-38);
  return std::abs(got - want) / std::ldexp(1.0, std::ilogb(size) - 23);
}

std::vector<float> run_unary(Op op, const std::vector<float>& x) {
  kernel::unary p;
  p.n = static_cast<uint32_t>(x.size());
  p.rank = 1;
  return run_kernel<float>(p, {.t = kFloat, .spec = {static_cast<uint16_t>(op)}},
                           (p.n + 1023) / 1024, {x}, x.size());
}

struct Case {
  const char* name;
  Op op;
  double (*exact)(double);
  std::vector<float> ranges;  ///< half widths of the uniform inputs
  double most;                ///< ulps
};

class CpuMath : public testing::TestWithParam<Case> {};

TEST_P(CpuMath, AgreesWithDouble) {
  const Case& c = GetParam();
  for (const float range : c.ranges) {
    std::mt19937 generator(7);
    std::uniform_real_distribution<float> uniform(-range, range);
    std::vector<float> x(200000);
    for (float& v : x) v = uniform(generator);
    const std::vector<float> y = run_unary(c.op, x);
    for (size_t i = 0; i < x.size(); ++i)
      ASSERT_LE(ulps(y[i], c.exact(x[i])), c.most) << c.name << '(' << x[i] << ") = " << y[i];
  }
}

TEST_P(CpuMath, Edges) {
  const Case& c = GetParam();
  const std::vector<float> y = run_unary(c.op, kEdges);
  for (size_t i = 0; i < kEdges.size(); ++i) {
    if (std::isfinite(kEdges[i]) && std::abs(kEdges[i]) > c.ranges.back()) continue;
    const double want = c.exact(kEdges[i]);
    EXPECT_LE(ulps(y[i], want), c.most) << c.name << '(' << kEdges[i] << ") = " << y[i];
    if (want == 0) {
      EXPECT_EQ(std::signbit(y[i]), std::signbit(want)) << c.name << '(' << kEdges[i] << ')';
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Functions, CpuMath,
    testing::Values(Case{"exp", Op::exp, std::exp, {1, 20, 104, 3.4e38f}, 1.5},
                    Case{"log", Op::log, std::log, {1, 2, 1e-38f, 3.4e38f}, 1.5},
                    Case{"sin", Op::sin, std::sin, {1, 10, 1000, 30000}, 3},
                    Case{"cos", Op::cos, std::cos, {1, 10, 1000, 30000}, 3},
                    Case{"tanh", Op::tanh, std::tanh, {0.1f, 1, 20, 3.4e38f}, 2},
                    Case{"erf", Op::erf, std::erf, {0.1f, 1, 5, 3.4e38f}, 2}),
    [](const auto& info) { return std::string(info.param.name); });

std::vector<float> run_pow(const std::vector<float>& x, const std::vector<float>& y) {
  kernel::binary p;
  p.n = static_cast<uint32_t>(x.size());
  p.rank = 1;
  const auto op = static_cast<uint16_t>(kernel::binary::OP::pow);
  return run_kernel<float>(p, {.t = kFloat, .spec = {op}}, (p.n + 1023) / 1024, {x, y}, x.size());
}

void expect_pow(const std::vector<float>& x, const std::vector<float>& y) {
  const std::vector<float> z = run_pow(x, y);
  for (size_t i = 0; i < x.size(); ++i) {
    const double want = std::pow(double(x[i]), double(y[i]));
    ASSERT_LE(ulps(z[i], want), 3) << x[i] << " ^ " << y[i] << " = " << z[i];
    if (want == 0) {
      ASSERT_EQ(std::signbit(z[i]), std::signbit(want)) << x[i] << " ^ " << y[i];
    }
  }
}

TEST(CpuMathPow, AgreesWithDouble) {
  std::mt19937 generator(3);
  std::uniform_real_distribution<float> base(0, 20), exponent(-25, 25);
  std::vector<float> x(200000), y(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = base(generator);
    y[i] = exponent(generator);
    if (i % 3 == 0) {
      y[i] = std::round(y[i]);
      x[i] = -x[i];
    }
  }
  expect_pow(x, y);
}

TEST(CpuMathPow, EveryPairOfEdges) {
  std::vector<float> x, y;
  for (float a : kEdges)
    for (float b : kEdges) {
      x.push_back(a);
      y.push_back(b);
    }
  expect_pow(x, y);
}

}  // namespace
}  // namespace pumice::test
