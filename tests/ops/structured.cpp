// What samples do not show of the structured operators: determinism, indices that no one can check
// at the call, running statistics, saved tensors.
#include <cmath>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::values;

TEST(Indexing, SumsAreTheSameBitForBit) {
  const Tensor source = testing::random({3000, 3}), index = randint(0, 40, {3000});
  const auto once = values(index_add(zeros({40, 3}), 0, index, source));
  const Tensor flat = testing::random({5000}), places = randint(0, 9, {5000});
  const auto scattered = values(scatter_add(zeros({9}), 0, places, flat));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(values(index_add(zeros({40, 3}), 0, index, source)), once);
    EXPECT_EQ(values(scatter_add(zeros({9}), 0, places, flat)), scattered);
  }
}

TEST(Indexing, OutsideIsSafeInsideACapture) {
  const Tensor x = testing::random({5, 3}), logits = testing::random({2, 3});
  const Tensor bad = tensor({int64_t{7}, int64_t{-4}}), good = tensor({int64_t{1}, int64_t{2}});
  auto run = capture(
      [](const std::vector<Tensor>& in) {
        const Tensor &x = in[0], &index = in[1], &logits = in[2];
        return std::vector<Tensor>{index_select(x, 0, index),
                                   index_add(x, 0, index, zeros({2, 3}) + 1),
                                   cross_entropy_loss(logits, index, {}, Reduction::Sum)};
      },
      {x, good, logits});
  const auto out = run({x, bad, logits});
  EXPECT_TRUE(testing::fails_with(ErrorKind::index, "index", [&] { values(out[0]); }));
  for (const Tensor& t : out)
    for (double v : values(t)) EXPECT_TRUE(std::isfinite(v));
  EXPECT_EQ(values(out[1]), values(x));
  EXPECT_THAT(values(out[2]), ElementsAre(0));
}

TEST(BatchNorm, RunningStatisticsFollowTheBatches) {
  const Tensor mean = zeros({3}), var = ones({3});
  std::vector<double> m(3, 0), v(3, 1);
  for (unsigned batch = 0; batch < 4; ++batch) {
    const Tensor x = testing::random({6, 3, 5}, {}, batch) * 2 + 1;
    batch_norm(x, {}, {}, mean, var, true, 0.3, 1e-5);
    const auto in = values(x);
    for (size_t c = 0; c < 3; ++c) {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < in.size(); ++i)
        if (i / 5 % 3 == c) sum += in[i];
      for (size_t i = 0; i < in.size(); ++i)
        if (i / 5 % 3 == c) squares += (in[i] - sum / 30) * (in[i] - sum / 30);
      m[c] = 0.7 * m[c] + 0.3 * sum / 30;
      v[c] = 0.7 * v[c] + 0.3 * squares / 29;
    }
  }
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(values(mean)[c], m[c], 1e-5);
    EXPECT_NEAR(values(var)[c], v[c], 1e-4);
  }
  EXPECT_EQ(mean.version(), 4);
}

TEST(BatchNorm, StaysExactFarFromZero) {
  const Tensor x = testing::random({64, 2, 9, 7}) + 1000;
  const auto y = values(batch_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5));
  double sum = 0, squares = 0;
  for (double v : y) sum += v, squares += v * v;
  EXPECT_NEAR(sum / static_cast<double>(y.size()), 0, 1e-3);
  EXPECT_NEAR(squares / static_cast<double>(y.size()), 1, 1e-3);
}

TEST(CrossEntropy, AgreesWithItsTwoParts) {
  const Tensor logits = testing::random({33, 70}, requires_grad());
  const Tensor target = randint(0, 70, {33});
  const Tensor fused = cross_entropy_loss(logits, target);
  const Tensor parts = nll_loss(log_softmax(logits, 1), target);
  EXPECT_NEAR(values(fused)[0], values(parts)[0], 1e-5);
  const auto a = values(autograd::grad({fused}, {logits})[0]);
  const auto b = values(autograd::grad({parts}, {logits})[0]);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6) << i;
}

TEST(MaxPool, NotesPositionsOnlyWhereTheyAreNeeded) {
  const Tensor x = testing::random({1, 1, 4, 6});
  const auto [y, at] = max_pool2d_with_indices(x, 2);
  EXPECT_EQ(at.scalar_type(), kLong);
  const auto in = values(x), out = values(y), positions = values(at);
  for (size_t i = 0; i < out.size(); ++i) EXPECT_EQ(in[static_cast<size_t>(positions[i])], out[i]);
  EXPECT_EQ(values(max_pool2d(x, 2)), out);
}

TEST(Losses, SeeTargetsChangedInPlace) {
  const Tensor x = testing::random({2, 3}, requires_grad()),
               target = tensor({int64_t{0}, int64_t{1}});
  const Tensor loss = cross_entropy_loss(x, target);
  target.fill_(2);
  EXPECT_TRUE(testing::fails_with(ErrorKind::autograd, "modified by an inplace operation",
                                  [&] { loss.backward(); }));
}

}  // namespace
}  // namespace pumice
