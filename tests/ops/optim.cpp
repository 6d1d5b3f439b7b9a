// The fused optimizer steps against their formulas in double precision.
#include <cmath>

#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::values;

constexpr int64_t kSize = 1337;

std::vector<Tensor> gradients() {
  std::vector<Tensor> all;
  for (unsigned i = 0; i < 6; ++i) all.push_back(testing::random({kSize}, {}, 20 + i));
  return all;
}

void expect_near(const Tensor& tensor, const std::vector<double>& expected) {
  const auto got = values(tensor);
  for (size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], expected[i], 3e-6 * (1 + std::abs(expected[i]))) << i;
}

struct Sgd {
  double momentum, dampening, weight_decay;
  bool nesterov;
};

class SgdStep : public ::testing::TestWithParam<Sgd> {};

TEST_P(SgdStep, FollowsItsFormula) {
  const auto [momentum, dampening, weight_decay, nesterov] = GetParam();
  const Tensor param = testing::random({kSize});
  const Tensor buffer = momentum != 0 ? full({kSize}, 77.0) : Tensor();
  const Tensor lr = full({}, 0.05), step = full({}, 0.0);
  auto x = values(param);
  std::vector<double> b(x.size());
  int t = 0;
  for (const Tensor& grad : gradients()) {
    step.add_(1);
    sgd_step_(param, grad, buffer, lr, step, momentum, dampening, weight_decay, nesterov);
    const auto g = values(grad);
    for (size_t i = 0; i < x.size(); ++i) {
      double d = g[i] + weight_decay * x[i];
      if (momentum != 0) {
        b[i] = t == 0 ? d : momentum * b[i] + (1 - dampening) * d;
        d = nesterov ? d + momentum * b[i] : b[i];
      }
      x[i] -= 0.05 * d;
    }
    ++t;
  }
  expect_near(param, x);
  if (momentum != 0) expect_near(buffer, b);
  EXPECT_EQ(param.version(), 6);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SgdStep,
                         ::testing::Values(Sgd{0, 0, 0, false}, Sgd{0, 0, 0.1, false},
                                           Sgd{0.9, 0, 0, false}, Sgd{0.9, 0.3, 0.01, false},
                                           Sgd{0.9, 0, 0.01, true}));

struct Adam {
  double weight_decay;
  bool decoupled, amsgrad;
  double beta1 = 0.9, beta2 = 0.999;
};

class AdamStep : public ::testing::TestWithParam<Adam> {};

TEST_P(AdamStep, FollowsItsFormula) {
  const auto [weight_decay, decoupled, amsgrad, beta1, beta2] = GetParam();
  const double rate = 0.01, eps = 1e-8;
  const Tensor param = testing::random({kSize}), m = zeros({kSize}), v = zeros({kSize});
  const Tensor peak = amsgrad ? zeros({kSize}) : Tensor();
  const Tensor lr = full({}, rate), step = full({}, 0.0);
  auto x = values(param);
  std::vector<double> first(x.size()), second(x.size()), most(x.size());
  int t = 0;
  for (const Tensor& grad : gradients()) {
    ++t;
    step.add_(1);
    adam_step_(param, grad, m, v, peak, lr, step, beta1, beta2, eps, weight_decay, decoupled);
    const auto g = values(grad);
    for (size_t i = 0; i < x.size(); ++i) {
      double d = g[i];
      if (decoupled)
        x[i] -= rate * weight_decay * x[i];
      else
        d += weight_decay * x[i];
      first[i] = beta1 * first[i] + (1 - beta1) * d;
      second[i] = beta2 * second[i] + (1 - beta2) * d * d;
      most[i] = std::max(most[i], second[i]);
      const double root = std::sqrt((amsgrad ? most : second)[i] / (1 - std::pow(beta2, t)));
      x[i] -= rate / (1 - std::pow(beta1, t)) * first[i] / (root + eps);
    }
  }
  expect_near(param, x);
  expect_near(m, first);
  expect_near(v, second);
  if (amsgrad) expect_near(peak, most);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AdamStep,
                         ::testing::Values(Adam{0, false, false}, Adam{0.1, false, false},
                                           Adam{0.1, true, false}, Adam{0, false, true},
                                           Adam{0.1, true, true, 0.5, 0.75},
                                           Adam{0, false, false, 0, 0.9}));

TEST(OptimizerSteps, BiasCorrectionStaysExactOverManySteps) {
  const Tensor lr = full({}, 1.0);
  for (const double t : {1.0, 2.0, 10.0, 400.0, 5000.0, 1e6}) {
    const Tensor param = zeros({1}), m = zeros({1}), v = zeros({1}), step = full({}, t);
    adam_step_(param, ones({1}), m, v, {}, lr, step, 0.9, 0.999, 0);
    const double expected =
        -0.1 / -std::expm1(t * std::log(0.9)) / std::sqrt(0.001 / -std::expm1(t * std::log(0.999)));
    EXPECT_NEAR(values(param)[0], expected, 2e-6 * std::abs(expected)) << t;
  }
}

TEST(OptimizerSteps, RefuseWhatDoesNotFit) {
  const Tensor x = zeros({4}), g = zeros({4}), lr = full({}, 0.1), step = full({}, 1.0);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "sgd_step_: grad has shape (3,), the parameter (4,)",
                         [&] { sgd_step_(x, zeros({3}), {}, lr, step); }));
  EXPECT_TRUE(fails_with(ErrorKind::value,
                         "sgd_step_: the momentum buffer must be undefined exactly",
                         [&] { sgd_step_(x, g, {}, lr, step, 0.9); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "sgd_step_: lr must be float32, got int64",
                         [&] { sgd_step_(x, g, {}, full({}, int64_t{1}), step); }));
  EXPECT_TRUE(fails_with(ErrorKind::unsupported, "the parameter must be contiguous", [&] {
    sgd_step_(zeros({4, 2}).select(1, 0), g, {}, lr, step);
  }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "adam_step_: Invalid beta parameters: 1 and 0.9",
                         [&] { adam_step_(x, g, x, x, {}, lr, step, 1, 0.9, 1e-8); }));
}

}  // namespace
}  // namespace pumice
