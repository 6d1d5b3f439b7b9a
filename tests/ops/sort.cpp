// What the samples of sorting do not show: rows of every length about a run's, whole dtypes, order
// among equals, selections, gradients of long rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "ops/sort.h"
#include "pumice/pumice.h"
#include "support/holds.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

using ::testing::ElementsAre;

TensorOptions here() { return TensorOptions(default_device()); }

// Few distinct values, so that equal ones abound; NaN and infinities among the floating ones.
HostTensor mixed(int64_t rows, int64_t n, ScalarType dtype, uint32_t seed) {
  std::mt19937 generator(seed);
  HostTensor host{dtype, {rows, n}, {}};
  for (int64_t i = 0; i < rows * n; ++i) {
    const auto v = static_cast<double>(generator() % 97);
    const bool odd = is_floating_point(dtype) && generator() % 31 == 0;
    host.values.push_back(odd              ? (v > 60   ? std::nan("")
                                              : v > 30 ? INFINITY
                                                       : -INFINITY)
                          : dtype == kBool ? (v > 50 ? 1 : 0)
                                           : v);
  }
  return host;
}

bool comes_before(double a, double b, bool descending) {
  return descending ? a > b || (std::isnan(a) && !std::isnan(b))
                    : a < b || (std::isnan(b) && !std::isnan(a));
}

std::vector<size_t> expected_order(const HostTensor& x, size_t row, size_t n, bool descending) {
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return comes_before(x.values[row * n + a], x.values[row * n + b], descending);
  });
  return order;
}

void expect_first(const HostTensor& x, const std::tuple<Tensor, Tensor>& got, int64_t k,
                  bool descending) {
  const auto rows = static_cast<size_t>(x.sizes[0]), n = static_cast<size_t>(x.sizes[1]);
  const auto kept = static_cast<size_t>(k);
  const auto keys = values(std::get<0>(got)), places = values(std::get<1>(got));
  ASSERT_EQ(keys.size(), rows * kept);
  for (size_t row = 0; row < rows; ++row) {
    const auto order = expected_order(x, row, n, descending);
    for (size_t i = 0; i < kept; ++i) {
      ASSERT_EQ(places[row * kept + i], static_cast<double>(order[i])) << row << " " << i;
      const double want = x.values[row * n + order[i]], is = keys[row * kept + i];
      ASSERT_TRUE(is == want || (std::isnan(is) && std::isnan(want))) << row << " " << i;
    }
  }
}

TEST(Sort, RowsOfEveryLength) {
  for (const int64_t n : {1, 2, 7, 8, 9, 255, 256, 257, 1023, 1024, 1025, 2048, 5000})
    for (const int64_t rows : {1, 3, 70}) {
      if (rows * n > 20000) continue;
      SCOPED_TRACE(std::to_string(rows) + " rows of " + std::to_string(n));
      const HostTensor host = mixed(rows, n, kFloat, static_cast<uint32_t>(n));
      const Tensor x = make_tensor(host, kFloat, default_device());
      for (const bool descending : {false, true})
        expect_first(host, sort(x, 1, descending), n, descending);
    }
}

TEST(Sort, EveryDtype) {
  for (const ScalarType dtype :
       {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte, kBool}) {
    if (!holds(default_device(), dtype)) continue;
    SCOPED_TRACE(dtype_name(dtype));
    for (const int64_t n : {37, 1500}) {
      const HostTensor host = mixed(3, n, dtype, 5);
      const Tensor x = make_tensor(host, dtype, default_device());
      const auto sorted = sort(x, -1, true);
      EXPECT_EQ(std::get<0>(sorted).scalar_type(), dtype);
      expect_first(host, sorted, n, true);
    }
  }
}

TEST(Sort, LongRows) {
  const HostTensor host = mixed(1, 100003, kFloat, 3);
  const Tensor x = make_tensor(host, kFloat, default_device());
  expect_first(host, sort(x, 1), 100003, false);
}

TEST(Sort, ManyShortRows) {
  const HostTensor host = mixed(5001, 3, kFloat, 4);
  const Tensor x = make_tensor(host, kFloat, default_device());
  expect_first(host, sort(x, 1, true), 3, true);
}

TEST(Sort, AlongAnyDimOfAView) {
  const HostTensor host = mixed(40, 30, kFloat, 9);
  const Tensor x = make_tensor(host, kFloat, default_device());
  const auto [columns, at] = sort(x, 0);
  const auto [rows, rows_at] = sort(x.t().contiguous(), 1);
  EXPECT_TRUE(columns.is_contiguous());
  EXPECT_EQ(values(at), values(rows_at.t()));
  const auto [view, view_at] = x.t().sort(1);
  EXPECT_EQ(values(view_at), values(rows_at));
}

TEST(Sort, Whole64BitIntegers) {
  if (!device_properties(default_device()).int64) return;
  const Tensor x =
      tensor({int64_t{1} << 40, int64_t{-1} << 50, int64_t{3}, (int64_t{1} << 40) + 1}, here());
  const auto [sorted, at] = sort(x);
  EXPECT_THAT(values(at), ElementsAre(1, 2, 0, 3));
}

TEST(Sort, SelectionsOfLongRows) {
  const HostTensor host = mixed(3, 9001, kFloat, 8);
  const Tensor x = make_tensor(host, kFloat, default_device());
  for (const int64_t k : {0, 1, 7, 256, 257, 4000, 9001})
    for (const bool largest : {false, true}) {
      SCOPED_TRACE(std::to_string(k));
      expect_first(host, topk(x, k, 1, largest), k, largest);
    }
  const auto [value, place] = kthvalue(x, 4321, 1, true);
  EXPECT_EQ(value.sizes().vec(), (std::vector<int64_t>{3, 1}));
  for (size_t row = 0; row < 3; ++row)
    EXPECT_EQ(values(place)[row],
              static_cast<double>(expected_order(host, row, 9001, false)[4320]));
}

TEST(Sort, GradientGoesBackToItsElements) {
  const Tensor x = tensor({3.0, 1.0, 2.0, 0.0}, here().dtype(kFloat)).requires_grad_();
  const Tensor weight = tensor({1.0, 10.0, 100.0, 1000.0}, here().dtype(kFloat));
  (std::get<0>(sort(x)) * weight).sum().backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(1000, 10, 100, 1));
  x.mutable_grad().reset();
  std::get<0>(x.topk(2)).sum().backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 0, 1, 0));
  x.mutable_grad().reset();
  std::get<0>(x.kthvalue(2)).backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 1, 0, 0));
}

}  // namespace
}  // namespace pumice::testing
