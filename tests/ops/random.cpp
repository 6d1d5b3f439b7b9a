// Random numbers: the stream, its seeds and positions, moments, permutations.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

struct Moments {
  double mean = 0, variance = 0, skew = 0, kurtosis = 0;
};
Moments moments(const std::vector<double>& v) {
  Moments m;
  const auto n = static_cast<double>(v.size());
  for (double x : v) m.mean += x / n;
  for (double x : v) {
    const double d = x - m.mean;
    m.variance += d * d / n;
    m.skew += d * d * d / n;
    m.kurtosis += d * d * d * d / n;
  }
  m.skew /= std::pow(m.variance, 1.5);
  m.kurtosis /= m.variance * m.variance;
  return m;
}

TEST(Random, StreamOfDevicesIsPhilox) {
  if (default_device().is_cpu()) {
    GTEST_LOG_(INFO) << "the CPU's values are PyTorch's, tested in tensor/random_values.cpp";
    return;
  }
  // The test vector of Salmon et al. for counter 0 and key 0.
  manual_seed(0);
  const Tensor words = randint(INT32_MIN, int64_t{1} << 31, {4});
  const auto shifted = [](uint32_t word) { return static_cast<double>(word) - 0x1p31; };
  EXPECT_THAT(values(words), ElementsAre(shifted(0x6627e8d5u), shifted(0xe169c58du),
                                         shifted(0xbc57ac4cu), shifted(0x9b00dbd8u)));
}

TEST(Random, SeedsRepeatAndDrawsDiffer) {
  manual_seed(5);
  const auto a = values(rand({101})), b = values(rand({101}));
  const auto n = values(randn({33}));
  EXPECT_NE(a, b);
  manual_seed(5);
  EXPECT_EQ(values(rand({101})), a);
  EXPECT_EQ(values(rand({101})), b);
  EXPECT_EQ(values(randn({33})), n);
  // The seed's upper half counts for Philox, not for PyTorch's CPU generator.
  manual_seed(5 + (uint64_t{1} << 32));
  EXPECT_EQ(values(rand({101})) == a, default_device().is_cpu());
}

// Block i of the stream that a seed starts, four words.
std::array<uint32_t, 4> philox(uint64_t seed, uint32_t i) {
  std::array<uint32_t, 4> w{i, 0, 0, 0};
  auto key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * w[0], p1 = uint64_t{0xCD9E8D57u} * w[2];
    w = {static_cast<uint32_t>(p1 >> 32) ^ w[1] ^ key0, static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ w[3] ^ key1, static_cast<uint32_t>(p0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return w;
}

TEST(Random, StreamIsTheSameOnEveryOtherDevice) {
  if (default_device().is_cpu()) return;
  manual_seed(99);
  const auto uniform = values(rand({1003})), integers = values(randint(-7, 1000, {77}));
  for (uint32_t i = 0; i < 1003; ++i)  // 251 blocks give elements i, i + 251, ...
    EXPECT_EQ(uniform[i], (philox(99, i % 251)[i / 251] >> 8) * 0x1p-24) << i;
  for (uint32_t i = 0; i < 77; ++i)  // the next 20 blocks
    EXPECT_EQ(integers[i], -7.0 + philox(99, 251 + i % 20)[i / 20] % 1007) << i;
}

TEST(Random, UniformHasUniformMoments) {
  manual_seed(1);
  for (const ScalarType dtype : {kFloat, kDouble}) {
    if (dtype == kDouble && !device_properties(default_device()).float64) continue;
    const auto v = values(rand({40001}, dtype));
    const Moments m = moments(v);
    EXPECT_NEAR(m.mean, 0.5, 0.006);
    EXPECT_NEAR(m.variance, 1.0 / 12, 0.002);
    EXPECT_NEAR(m.kurtosis, 1.8, 0.03);
    EXPECT_GE(*std::min_element(v.begin(), v.end()), 0.0);
    EXPECT_LT(*std::max_element(v.begin(), v.end()), 1.0);
    EXPECT_GT(std::set<double>(v.begin(), v.end()).size(), 39900u);
    // Neighbours, and elements of one block of the stream, do not hang together.
    for (const size_t step : {size_t{1}, (v.size() + 3) / 4, (v.size() + 1) / 2}) {
      double product = 0;
      for (size_t i = 0; i + step < v.size(); ++i) product += (v[i] - 0.5) * (v[i + step] - 0.5);
      EXPECT_NEAR(product / static_cast<double>(v.size() - step), 0, 0.0025) << step;
    }
  }
}

TEST(Random, NormalHasNormalMoments) {
  manual_seed(2);
  const Tensor t = empty({40002});
  t.normal_(3, 2);
  const Moments m = moments(values(t));
  EXPECT_NEAR(m.mean, 3, 0.05);
  EXPECT_NEAR(m.variance, 4, 0.15);
  EXPECT_NEAR(m.skew, 0, 0.06);
  EXPECT_NEAR(m.kurtosis, 3, 0.15);
}

TEST(Random, FillsReachViewsAndNothingElse) {
  const Tensor base = zeros({6, 10});
  base.narrow(1, 3, 4).uniform_(2, 5);
  const auto v = values(base);
  for (size_t i = 0; i < v.size(); ++i) {
    const bool inside = i % 10 >= 3 && i % 10 < 7;
    EXPECT_TRUE(inside ? v[i] >= 2 && v[i] < 5 : v[i] == 0) << i << ": " << v[i];
  }
  EXPECT_EQ(base.version(), 1);
  const Tensor coins = empty({5000}, kLong);
  coins.bernoulli_(0.25);
  const auto c = values(coins);
  EXPECT_NEAR(static_cast<double>(std::count(c.begin(), c.end(), 1.0)), 1250, 150);
  EXPECT_EQ(std::count(c.begin(), c.end(), 1.0) + std::count(c.begin(), c.end(), 0.0), 5000);
}

TEST(Random, OddSizes) {
  for (const int64_t n : {1, 2, 3, 4, 5, 6, 7, 8, 9, 1023, 1025, 4097}) {
    manual_seed(static_cast<uint64_t>(n));
    for (const Tensor& t : {full({n}, 9.0).uniform_(), full({n}, 9.0).normal_()}) {
      const auto v = values(t);
      EXPECT_EQ(std::count(v.begin(), v.end(), 9.0), 0) << n;
      // Of 2^24 numbers, two of thousands may be equal.
      EXPECT_GE(std::set<double>(v.begin(), v.end()).size() + (n > 4000 ? 3 : 0), v.size()) << n;
    }
  }
}

TEST(Random, IntegersCoverTheirRange) {
  manual_seed(3);
  const auto v = values(randint(-2, 5, {7000}));
  for (int k = -2; k < 5; ++k)
    EXPECT_NEAR(static_cast<double>(std::count(v.begin(), v.end(), k)), 1000, 130) << k;
  EXPECT_EQ(randint(10, {3}, kFloat).scalar_type(), kFloat);
}

TEST(Random, PermutationsHoldEveryNumberOnce) {
  manual_seed(4);
  for (const int64_t n : {1, 2, 5, 17, 1000, 4096, 4097, 20000}) {
    auto v = values(randperm(n));
    const bool sorted_already = std::is_sorted(v.begin(), v.end());
    EXPECT_TRUE(n < 10 || !sorted_already) << n;
    if (n >= 1000) {
      int fixed = 0;
      for (int64_t i = 0; i < n; ++i) fixed += v[static_cast<size_t>(i)] == static_cast<double>(i);
      EXPECT_LT(fixed, 10) << n;
    }
    std::sort(v.begin(), v.end());
    for (int64_t i = 0; i < n; ++i)
      ASSERT_EQ(v[static_cast<size_t>(i)], static_cast<double>(i)) << n;
  }
}

TEST(Random, SmallPermutationsAreEquallyLikely) {
  manual_seed(6);
  std::map<std::vector<double>, int> seen;
  for (int i = 0; i < 1200; ++i) ++seen[values(randperm(3, kCPU))];
  EXPECT_EQ(seen.size(), 6u);
  for (const auto& [order, times] : seen) EXPECT_NEAR(times, 200, 70);
}

TEST(Random, RefusesWhatCannotBe) {
  const Tensor x = zeros({3});
  EXPECT_TRUE(fails_with(ErrorKind::value,
                         "uniform_ expects to return a [from, to) range, but found "
                         "from=2 > to=1",
                         [&] { x.uniform_(2, 1); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "normal expects std >= 0.0", [&] { x.normal_(0, -1); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "bernoulli_ expects p to be in [0, 1], but got p=2",
                         [&] { x.bernoulli_(2); }));
  const Tensor leaf = zeros({3}, requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a leaf Variable that requires grad",
                         [&] { leaf.uniform_(); }));
  EXPECT_THAT(values(x), ElementsAre(0, 0, 0));
}

TEST(Random, CapturedWorkDrawsAnew) {
  manual_seed(8);
  auto drawn =
      capture([](const std::vector<Tensor>&) { return std::vector<Tensor>{rand({64})}; }, {});
  const auto a = values(drawn()[0]), b = values(drawn()[0]);
  EXPECT_NE(a, b);
  manual_seed(8);
  EXPECT_EQ(values(rand({64})).size(), 64u);
  manual_seed(8);
  const auto first = values(drawn()[0]);
  manual_seed(8);
  EXPECT_EQ(values(rand({64})), first);
}

}  // namespace
}  // namespace pumice
