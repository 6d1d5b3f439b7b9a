// Anomaly mode: errors in backward that name the forward call.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::AnomalyMode;
using autograd::DetectAnomalyGuard;
using testing::fails_with;

const TensorOptions leaf = requires_grad();

Tensor bad_gradient(const Tensor& x) { return sqrt(x) * 0.0; }  // at 0: 0 * infinity

TEST(Anomaly, NamesTheNodeThatGaveNaN) {
  const Tensor x = tensor({0.0, 4.0}, leaf);
  const DetectAnomalyGuard guard;
  const Tensor y = bad_gradient(x);
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "Function 'SqrtBackward0' returned nan values in its 0th output.",
                         [&] { y.backward(ones({2})); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "whose forward call gave [2] of float32",
                         [&] { bad_gradient(x).backward(ones({2})); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "Traceback of forward call that caused the error:\n  #0 ",
                         [&] { bad_gradient(x).backward(ones({2})); }));
  EXPECT_FALSE(x.grad().defined());
}

TEST(Anomaly, IsOffByDefaultAndAfterItsGuard) {
  EXPECT_FALSE(AnomalyMode::is_enabled());
  const Tensor x = tensor({0.0, 4.0}, leaf);
  bad_gradient(x).backward(ones({2}));
  EXPECT_TRUE(std::isnan(testing::values(x.grad())[0]));
  {
    const DetectAnomalyGuard guard;
    EXPECT_TRUE(AnomalyMode::is_enabled() && AnomalyMode::should_check_nan());
    {
      const DetectAnomalyGuard inner(/*check_nan=*/false);
      EXPECT_FALSE(AnomalyMode::should_check_nan());
      bad_gradient(x).backward(ones({2}));
    }
    EXPECT_TRUE(AnomalyMode::should_check_nan());
  }
  EXPECT_FALSE(AnomalyMode::is_enabled());
  AnomalyMode::set_enabled(true);
  EXPECT_TRUE(AnomalyMode::is_enabled());
  AnomalyMode::set_enabled(false);
  EXPECT_FALSE(AnomalyMode::is_enabled());
}

TEST(Anomaly, SaysWhereOtherErrorsWereRecorded) {
  const Tensor x = tensor({1.0, 4.0}, leaf);
  const auto changed = [&] {
    const Tensor y = exp(x), z = y * 2.0;
    y.detach().zero_();
    z.backward(ones({2}));
  };
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Hint: enable anomaly detection", changed));
  const DetectAnomalyGuard guard;
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Hint: the backtrace further below", changed));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Error detected in ExpBackward0", changed));
}

TEST(Anomaly, TellsWhichBackwardInducedANode) {
  const Tensor x = tensor({0.0, 4.0}, leaf);
  const DetectAnomalyGuard guard(/*check_nan=*/false);
  const Tensor g = autograd::grad({sqrt(x)}, {x}, {ones({2})}, {}, /*create_graph=*/true)[0];
  AnomalyMode::set_enabled(true);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Previous calculation was induced by SqrtBackward0.",
                         [&] { (g * 0.0).backward(ones({2})); }));
}

TEST(Anomaly, ChecksNodesThatWereRecordedBefore) {
  const Tensor x = tensor({0.0, 4.0}, leaf);
  const Tensor y = bad_gradient(x);
  const DetectAnomalyGuard guard;
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "Function 'SqrtBackward0' returned nan values in its 0th output.",
                         [&] { y.backward(ones({2})); }));
}

TEST(Anomaly, LetsGoodGradientsPass) {
  const Tensor x = tensor({1.0, 4.0}, leaf);
  const DetectAnomalyGuard guard;
  (sqrt(x) * x.unsqueeze(0)).sum().backward();
  EXPECT_NEAR(testing::values(x.grad())[1], 3, 1e-4);
}

}  // namespace
}  // namespace pumice
