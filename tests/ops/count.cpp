// What the samples of distinct elements and counts do not show: many elements, captures, whole
// dtypes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "pumice/capture.h"
#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TensorOptions here() { return TensorOptions(default_device()).dtype(kFloat); }

TEST(Count, DistinctElementsOfManyPutTogetherAgain) {
  manual_seed(3);
  const Tensor x = randint(700, {20011}, here().dtype(kLong));
  std::map<double, double> seen;
  for (double v : values(x)) ++seen[v];
  const auto [distinct, inverse, counts] = _unique2(x, true, true, true);
  std::vector<double> keys, times;
  for (const auto& [key, count] : seen) {
    keys.push_back(key);
    times.push_back(count);
  }
  EXPECT_EQ(values(distinct), keys);
  EXPECT_EQ(values(counts), times);
  EXPECT_EQ(values(distinct.index_select(0, inverse)), values(x));
}

TEST(Count, EveryNanIsDistinctAndStandsLast) {
  const double nan = std::nan("");
  const auto [distinct, inverse, counts] =
      _unique2(tensor({1.0, nan, 1.0, 0.0, nan}, here()), true, true, true);
  EXPECT_EQ(distinct.numel(), 4);
  EXPECT_THAT(values(inverse), ElementsAre(1, 2, 1, 0, 3));
  EXPECT_THAT(values(counts), ElementsAre(1, 2, 1, 1));
}

TEST(Count, SlicesAlongTheLastDim) {
  // Slices (2, 2): {{0, 1}, {2, 3}}, {{0, 2}, {1, 3}}, {{0, 1}, {2, 3}}; 0 1 2 3 comes first.
  const Tensor x = tensor({0, 0, 0, 1, 2, 1, 2, 1, 2, 3, 3, 3}, here()).view({2, 2, 3});
  const auto [distinct, inverse, counts] = unique_dim(x, 2, true, true, true);
  EXPECT_THAT(values(distinct), ElementsAre(0, 0, 1, 2, 2, 1, 3, 3));
  EXPECT_THAT(values(inverse), ElementsAre(0, 1, 0));
  EXPECT_THAT(values(counts), ElementsAre(2, 1));
}

TEST(Count, BinsOfManyNumbers) {
  manual_seed(4);
  const Tensor x = randint(9001, {50000}, here().dtype(kLong));
  std::vector<double> expected(9001, 0);
  for (double v : values(x)) ++expected[static_cast<size_t>(v)];
  EXPECT_EQ(values(bincount(x, {}, 9001)), expected);
  const Tensor weighted = x.bincount(full({50000}, 0.5, here()), 9001);
  EXPECT_EQ(weighted.scalar_type(), kFloat);
  for (double& v : expected) v /= 2;
  EXPECT_EQ(values(weighted), expected);
}

TEST(Count, HistogramsOfManyNumbers) {
  const Tensor x = arange(40000, here()) / 40000;
  EXPECT_THAT(values(histc(x, 4, 0, 1)), ElementsAre(10000, 10000, 10000, 10000));
  EXPECT_THAT(values(x.histc(2, 0.25, 0.75)), ElementsAre(10000, 10001));
}

TEST(Count, InsideACaptureIsAnErrorThatNamesTheCall) {
  const Tensor x = ones({4}, here());
  const auto expect = [&](const char* name, const std::function<Tensor(const Tensor&)>& f) {
    try {
      capture([&](const std::vector<Tensor>& in) { return std::vector<Tensor>{f(in[0])}; }, {x});
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(name));
    }
  };
  expect("unique", [](const Tensor& t) { return std::get<0>(_unique2(t)); });
  expect("unique_consecutive", [](const Tensor& t) { return std::get<0>(unique_consecutive(t)); });
  expect("bincount", [](const Tensor& t) { return bincount(t.to(kLong)); });
  expect("histc", [](const Tensor& t) { return histc(t); });
}

}  // namespace
}  // namespace pumice::testing
