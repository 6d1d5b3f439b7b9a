// dropout: its statistics, and the mask that backward draws again.
#include <algorithm>

#include "support/values.h"

namespace pumice {
namespace {

using testing::values;

TEST(Dropout, KeepsTheRightShareAndTheMean) {
  manual_seed(11);
  for (const double p : {0.1, 0.5, 0.9}) {
    const auto v = values(dropout(ones({20001}), p, true));
    const auto zeros = static_cast<double>(std::count(v.begin(), v.end(), 0.0));
    EXPECT_NEAR(zeros / 20001, p, 0.015);
    for (double x : v) EXPECT_TRUE(x == 0 || std::abs(x - 1 / (1 - p)) < 1e-5) << x;
  }
}

TEST(Dropout, GradientHasTheForwardsMask) {
  const Tensor x = testing::random({37, 29}, requires_grad());
  const Tensor y = dropout(x, 0.4, true);
  const Tensor between = dropout(x, 0.4, true);  // moves the generator on
  const Tensor g = testing::random({37, 29}, {}, 3);
  const Tensor dx = autograd::grad({y}, {x}, {g}, true)[0];
  const auto out = values(y), in = values(x), grads = values(dx), up = values(g);
  for (size_t i = 0; i < out.size(); ++i)
    EXPECT_NEAR(grads[i], out[i] / in[i] * up[i], 1e-5 * std::abs(up[i])) << i;
  EXPECT_NE(values(between), out);
}

TEST(Dropout, SecondGradientHasItToo) {
  const Tensor x = testing::random({50}, requires_grad());
  const Tensor g = testing::random({50}, requires_grad(), 5);
  const Tensor y = dropout(x, 0.5, true);
  const Tensor dx = autograd::grad({y}, {x}, {g}, true, true)[0];
  const auto dg = values(autograd::grad({dx}, {g}, {x.detach()})[0]), out = values(y);
  for (size_t i = 0; i < out.size(); ++i) EXPECT_NEAR(dg[i], out[i], 1e-5) << i;
}

TEST(Dropout, IsTheInputOutsideOfTraining) {
  const Tensor x = testing::random({5});
  EXPECT_TRUE(dropout(x, 0.5, false).is_same(x));
  EXPECT_TRUE(dropout(x, 0, true).is_same(x));
  for (double v : values(dropout(x, 1, true))) EXPECT_EQ(v, 0);
}

TEST(Dropout, CapturedMasksChange) {
  const Tensor x = testing::random({400});
  auto step = capture(
      [](const std::vector<Tensor>& in) {
        const Tensor leaf = in[0].detach().requires_grad_();
        const Tensor y = dropout(leaf, 0.5, true);
        return std::vector<Tensor>{y, autograd::grad({y}, {leaf}, {ones_like(y)})[0]};
      },
      {x});
  std::vector<std::vector<double>> masks;
  for (int run = 0; run < 3; ++run) {
    const auto out = step({x});
    const auto y = values(out[0]), dx = values(out[1]), in = values(x);
    for (size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], in[i] * dx[i], 1e-5) << i;
    masks.push_back(dx);
  }
  EXPECT_NE(masks[0], masks[1]);
  EXPECT_NE(masks[1], masks[2]);
}

}  // namespace
}  // namespace pumice
