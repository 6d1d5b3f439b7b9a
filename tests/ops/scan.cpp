// What the samples of scans do not show: rows and columns of every length, scans in parts, range
// and precision, gradients about zeros, forms in place.
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

TensorOptions here() { return TensorOptions(default_device()).dtype(kFloat); }

HostTensor random(int64_t rows, int64_t n, uint32_t seed) {
  std::mt19937 generator(seed);
  HostTensor host{kFloat, {rows, n}, {}};
  for (int64_t i = 0; i < rows * n; ++i)
    host.values.push_back(static_cast<double>(generator() % 64) / 16 - 1.5);
  return host;
}

// For each element: what came of its row up to it.
template <class F>
std::vector<double> scanned(const HostTensor& x, F&& step) {
  std::vector<double> out;
  const auto n = static_cast<size_t>(x.sizes[1]);
  for (size_t i = 0; i < x.values.size(); ++i)
    out.push_back(i % n ? step(out.back(), x.values[i]) : x.values[i]);
  return out;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want,
                 double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance * (1 + std::abs(want[i]))) << i;
}

TEST(Scan, RowsAndColumnsOfEveryLength) {
  for (const int64_t n : {1, 2, 63, 64, 65, 255, 256, 257, 1025, 5000, 70001})
    for (const int64_t rows : {1, 3, 300}) {
      if (rows * n > 200000) continue;
      SCOPED_TRACE(std::to_string(rows) + " rows of " + std::to_string(n));
      const HostTensor host = random(rows, n, static_cast<uint32_t>(n));
      const Tensor x = make_tensor(host, kFloat, default_device());
      const auto sums = scanned(host, [](double a, double b) { return a + b; });
      const auto most = scanned(host, [](double a, double b) { return std::max(a, b); });
      const auto logs = scanned(host, [](double a, double b) {
        return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
      });
      expect_near(values(cumsum(x, 1)), sums, 1e-5);
      expect_near(values(cumsum(x.t().contiguous(), 0).t()), sums, 1e-5);
      expect_near(values(std::get<0>(cummax(x, 1))), most, 0);
      expect_near(values(logcumsumexp(x, 1)), logs, 3e-6);
      expect_near(values(logcumsumexp(x.t().contiguous(), 0).t()), logs, 3e-6);
    }
}

TEST(Scan, PlacesOfExtremesAreTheLastOfEqualOnes) {
  for (const int64_t n : {100, 5000, 70001}) {
    HostTensor host = random(2, n, 5);
    const Tensor x = make_tensor(host, kFloat, default_device());
    std::vector<double> places;
    for (size_t i = 0; i < host.values.size(); ++i) {
      const size_t row = i / static_cast<size_t>(n) * static_cast<size_t>(n);
      const bool first = i == row;
      const double best = first ? 0 : host.values[row + static_cast<size_t>(places.back())];
      places.push_back(first || host.values[i] <= best ? static_cast<double>(i - row)
                                                       : places.back());
    }
    EXPECT_EQ(values(std::get<1>(cummin(x, 1))), places);
    EXPECT_EQ(values(std::get<1>(cummin(x.t().contiguous(), 0)).t()), places);
  }
}

TEST(Scan, LongSumsStayExact) {
  const Tensor x = full({1 << 20}, 0.1f, here());
  const double exact = static_cast<double>(0.1f) * (1 << 20);
  EXPECT_NEAR(values(cumsum(x, 0).slice(0, -1))[0] / exact, 1, 2e-5);
  if (!device_properties(default_device()).int64) return;
  EXPECT_EQ(cumsum(full({70001}, 100000, here().dtype(kInt)), 0)[-1].item<int64_t>(), 7000100000);
}

TEST(Scan, ProductsDoNotComeBackFromZero) {
  const Tensor x = arange(3000, here());
  for (double v : values(cumprod(x, 0))) ASSERT_EQ(v, 0);
  const auto grown = values(cumprod(arange(2999, here()) + 1, 0));
  EXPECT_EQ(grown[4], 120);
  for (size_t i = 40; i < grown.size(); ++i) ASSERT_EQ(grown[i], INFINITY) << i;
  const auto shrunk = values(
      cumprod(cat(std::vector<Tensor>{full({100}, 10, here()), full({100}, 0.1, here())}), 0));
  EXPECT_EQ(shrunk.back(), INFINITY);
}

TEST(Scan, GradientOfAProductAboutZeros) {
  const Tensor x = tensor({2.0, 0.0, 3.0, 0.0, 5.0}, here()).requires_grad_();
  cumprod(x, 0).sum().backward();
  // 2, 2x, 2x3, 2x3x', ... : d/dx1 = 2 + 6, all else but d/dx0 = 1 vanishes.
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 8, 0, 0, 0));
}

TEST(Scan, InPlace) {
  const Tensor x = tensor({1.0, 2.0, 3.0}, here());
  const Tensor view = x.slice(0, 1);
  EXPECT_TRUE(view.cumsum_(0).is_same(view));
  EXPECT_THAT(values(x), ElementsAre(1, 2, 5));
  const Tensor whole = tensor({2, 3, 4}, here().dtype(kInt));
  whole.cumprod_(0);
  EXPECT_THAT(values(whole), ElementsAre(2, 6, 24));
  const Tensor leaf = ones({3}, here()).requires_grad_();
  const Tensor y = leaf * 2;
  y.cumsum_(0);
  y.sum().backward();
  EXPECT_THAT(values(leaf.grad()), ElementsAre(6, 4, 2));
  try {
    x.cumsum_(0, kDouble);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::dtype);
    EXPECT_THAT(error.what(), HasSubstr("Bad in-place call: input tensor dtype Float and "
                                        "output dtype Double should match"));
  }
}

}  // namespace
}  // namespace pumice::testing
