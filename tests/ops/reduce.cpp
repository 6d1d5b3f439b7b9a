// What the derived tests of reductions do not show: every set of dims of odd layouts, long sums,
// NaN, ties, empty tensors, messages.
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

TensorOptions here() { return TensorOptions(default_device()); }

Tensor random(const std::vector<int64_t>& sizes) {
  static std::mt19937 generator(11);
  std::uniform_real_distribution<float> pick(-1.0f, 2.0f);
  HostTensor host{kFloat, sizes, {}};
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  for (int64_t i = 0; i < n; ++i) host.values.push_back(pick(generator));
  return make_tensor(host, kFloat, default_device());
}

struct Expected {
  std::vector<double> sum, max, var;
};

// The reductions of host values over the dims of `mask`.
Expected reduce_on_host(const HostTensor& x, unsigned mask) {
  size_t outputs = 1;
  for (size_t d = 0; d < x.sizes.size(); ++d)
    if (!(mask >> d & 1)) outputs *= static_cast<size_t>(x.sizes[d]);
  std::vector<std::vector<double>> taken(outputs);
  for (size_t i = 0; i < x.values.size(); ++i) {
    size_t rest = i, place = 0, step = 1;
    for (size_t d = x.sizes.size(); d-- > 0;) {
      const auto size = static_cast<size_t>(x.sizes[d]);
      if (!(mask >> d & 1)) {
        place += rest % size * step;
        step *= size;
      }
      rest /= size;
    }
    taken[place].push_back(x.values[i]);
  }
  Expected out;
  for (const auto& all : taken) {
    double sum = 0, squares = 0, most = -INFINITY;
    for (double v : all) {
      sum += v;
      most = std::max(most, v);
    }
    const auto n = static_cast<double>(all.size());
    for (double v : all) squares += (v - sum / n) * (v - sum / n);
    out.sum.push_back(sum);
    out.max.push_back(most);
    out.var.push_back(squares / (n - 1));
  }
  return out;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& expected,
                 double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], expected[i], tolerance * (1 + std::abs(expected[i]))) << i;
}

void check_every_mask(const Tensor& x) {
  const HostTensor host = read_tensor(x);
  for (unsigned mask = 1; mask < 1u << x.dim(); ++mask) {
    std::vector<int64_t> dims;
    for (int64_t d = 0; d < x.dim(); ++d)
      if (mask >> d & 1) dims.push_back(d % 2 ? d : d - x.dim());
    SCOPED_TRACE("shape " + std::to_string(host.sizes[0]) + ", mask " + std::to_string(mask));
    const Expected expected = reduce_on_host(host, mask);
    expect_near(values(sum(x, dims)), expected.sum, 2e-5);
    expect_near(values(amax(x, dims)), expected.max, 0);
    if (x.numel() > static_cast<int64_t>(expected.sum.size()))
      expect_near(values(var(x, dims)), expected.var, 2e-5);
  }
}

TEST(Reduce, AnyDimsOfAnyLayout) {
  check_every_mask(random({3, 1, 5, 4, 2}));
  check_every_mask(random({3, 5, 4, 2}).permute({2, 0, 3, 1}));
  check_every_mask(random({7, 9, 6}).slice(1, 1, {}, 2));
  check_every_mask(random({6, 1, 5}).expand({6, 4, 5}));
  check_every_mask(random({2, 3, 2, 3, 2, 3, 2}));
}

TEST(Reduce, ManyRowsAndFewColumnsGoThroughTwoStages) {
  check_every_mask(random({20011, 3}));
  check_every_mask(random({3, 20011}));
  check_every_mask(random({5000, 37}));
  check_every_mask(random({40, 3, 1031}));
  check_every_mask(random({70001}));
}

TEST(Reduce, LongSumsStayExact) {
  const Tensor x = full({1 << 20, 2}, 0.1f, here());
  const double exact = static_cast<double>(0.1f) * (1 << 20);
  for (double v : values(sum(x, 0))) EXPECT_NEAR(v / exact, 1, 5e-6);
  EXPECT_NEAR(values(sum(x))[0] / (2 * exact), 1, 5e-6);
  EXPECT_NEAR(values(mean(x))[0], 0.1f, 5e-7);
}

TEST(Reduce, VarianceSurvivesALargeMean) {
  const Tensor x = tensor({10000.0, 10001.0, 10002.0, 10003.0}, here());
  EXPECT_NEAR(values(var(x))[0], 5.0 / 3, 1e-5);
  EXPECT_NEAR(values(std(x, false))[0], std::sqrt(1.25), 1e-5);
  EXPECT_TRUE(std::isnan(values(var(random({1})))[0]));
}

TEST(Reduce, IntegersSumToInt64) {
  if (!device_properties(default_device()).int64) return;
  const Tensor x = full({3, 2}, 2000000000, here().dtype(kInt));
  EXPECT_EQ(sum(x).scalar_type(), kLong);
  EXPECT_THAT(values(sum(x, 0)), ElementsAre(6e9, 6e9));
  const Tensor flags = ones({300}, here().dtype(kBool));
  EXPECT_EQ(sum(flags).item<int64_t>(), 300);
  EXPECT_EQ(sum(x, kFloat).scalar_type(), kFloat);
  EXPECT_EQ(amax(tensor({3, 7, 5}, here().dtype(kByte))).scalar_type(), kByte);
}

TEST(Reduce, HalvesAccumulateInFloat32) {
  if (!device_properties(default_device()).storage16) return;
  const Tensor x = ones({5000}, here().dtype(kHalf));
  EXPECT_EQ(values(sum(x))[0], 5000);
  EXPECT_EQ(sum(x).scalar_type(), kHalf);
  EXPECT_EQ(values(mean(x))[0], 1);
}

TEST(Reduce, NanWins) {
  for (int64_t n : {5, 1000, 100000}) {
    const Tensor x = random({n});
    x.slice(0, n / 2, n / 2 + 1).fill_(std::nan(""));
    EXPECT_TRUE(std::isnan(values(max(x))[0])) << n;
    EXPECT_TRUE(std::isnan(values(min(x))[0])) << n;
    EXPECT_EQ(argmax(x).item<int64_t>(), n / 2);
    EXPECT_EQ(argmin(x).item<int64_t>(), n / 2);
    EXPECT_TRUE(std::isnan(values(sum(x))[0]));
  }
}

TEST(Reduce, FirstOfEqualValues) {
  const Tensor x = tensor({1, 5, 2, 5, 5, 0}, here().dtype(kFloat));
  EXPECT_EQ(argmax(x).item<int64_t>(), 1);
  EXPECT_EQ(argmax(full({1000}, 3, here().dtype(kFloat))).item<int64_t>(), 0);
  const auto [value, index] = max(x.view({2, 3}), 1, true);
  EXPECT_THAT(values(value), ElementsAre(5, 5));
  EXPECT_THAT(values(index), ElementsAre(1, 0));
  const auto [low, at] = min(x.view({2, 3}).t(), 0);
  EXPECT_THAT(values(low), ElementsAre(1, 0));
  EXPECT_THAT(values(at), ElementsAre(0, 2));
}

TEST(Reduce, GradientsOfTies) {
  const Tensor x = tensor({1.0, 4.0, 4.0, 2.0}, here()).requires_grad_();
  max(x).backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 0.5, 0.5, 0));
  x.mutable_grad().reset();
  std::get<0>(max(x, 0)).backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(0, 1, 0, 0));
}

TEST(Reduce, AnyAndAll) {
  const Tensor x = tensor({0.0, 0.5, 0.0, std::nan(""), 1.0, 2.0}, here()).view({3, 2});
  EXPECT_THAT(values(any(x, 1)), ElementsAre(1, 1, 1));
  EXPECT_THAT(values(all(x, 1)), ElementsAre(0, 0, 1));
  EXPECT_THAT(values(all(x, 0, true)), ElementsAre(0, 1));
  EXPECT_EQ(any(zeros({70000}, here())).item<bool>(), false);
  EXPECT_EQ(all(ones({70000}, here())).item<bool>(), true);
}

TEST(Reduce, UnsignedBytesStayBytes) {
  const Tensor x = tensor({0, 2, 0, 7}, here().dtype(kByte)).view({2, 2});
  EXPECT_EQ(any(x).scalar_type(), kByte);
  EXPECT_EQ(all(x, 0).scalar_type(), kByte);
  EXPECT_THAT(values(all(x, {0, 1}, true)), ElementsAre(0));
  EXPECT_EQ(any(x.to(kInt)).scalar_type(), kBool);
}

TEST(Reduce, Corrections) {
  const Tensor x = tensor({1.0, 2.0, 4.0, 9.0}, here());
  EXPECT_NEAR(values(var(x, 0, std::optional<Scalar>(2), false))[0], 19, 1e-5);
  EXPECT_NEAR(values(var(x, 0, std::nullopt, false))[0], 38.0 / 3, 1e-5);
  EXPECT_EQ(values(var(x, 0, std::optional<Scalar>(4), true))[0], INFINITY);
  const auto [deviation, middle] = std_mean(x, 0, false, true);
  EXPECT_EQ(deviation.dim(), 1);
  EXPECT_EQ(values(middle)[0], 4);
}

TEST(Reduce, ProductsOfLongRows) {
  const Tensor x = full({2, 70001}, 1, here());
  x.slice(1, 40000, 40001).fill_(3);
  EXPECT_THAT(values(prod(x, 1)), ElementsAre(3, 3));
  EXPECT_THAT(values(prod(x.t(), 0, true)), ElementsAre(3, 3));
  EXPECT_EQ(values(prod(x))[0], 9);
  EXPECT_EQ(prod(ones({3}, here().dtype(kBool))).item<int64_t>(), 1);
}

TEST(Reduce, NormsOfHalvesDoNotOverflow) {
  if (!device_properties(default_device()).storage16) return;
  const Tensor x = full({16}, 1000, here().dtype(kHalf));
  EXPECT_EQ(values(norm(x))[0], 4000);
  EXPECT_EQ(norm(x, std::nullopt, kFloat).scalar_type(), kFloat);
}

TEST(Reduce, ModesAndMediansOfLongRows) {
  const Tensor x = arange(5000, here().dtype(kLong)).view({2, 2500});
  const Tensor few = (x / 1000).to(kLong);  // five times a thousand
  const auto [value, place] = mode(few, 1);
  EXPECT_THAT(values(value), ElementsAre(0, 3));
  EXPECT_THAT(values(place), ElementsAre(999, 1499));
  EXPECT_EQ(median(x).item<int64_t>(), 2499);
  EXPECT_THAT(values(std::get<0>(median(x, 1))), ElementsAre(1249, 3749));
}

TEST(Reduce, Empty) {
  const Tensor none = zeros({0, 3}, here());
  EXPECT_EQ(values(sum(none))[0], 0);
  EXPECT_THAT(values(sum(none, 0)), ElementsAre(0, 0, 0));
  EXPECT_EQ(sum(none, 1).numel(), 0);
  EXPECT_TRUE(std::isnan(values(mean(none))[0]));
  EXPECT_TRUE(std::isnan(values(var(none, std::vector<int64_t>{0}))[1]));
  EXPECT_EQ(amax(none, 1).sizes().vec(), (std::vector<int64_t>{0}));
  EXPECT_EQ(any(none).item<bool>(), false);
  EXPECT_EQ(all(none).item<bool>(), true);
  EXPECT_EQ(sum(zeros({}, here()), 0).dim(), 0);
}

TEST(Reduce, Messages) {
  const auto expect = [](const std::function<void()>& f, ErrorKind kind, const char* text) {
    try {
      f();
      ADD_FAILURE() << "nothing was thrown for " << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind) << e.what();
      EXPECT_THAT(e.what(), HasSubstr(text));
    }
  };
  const Tensor x = zeros({2, 3}, here()), none = zeros({0, 3}, here());
  expect(
      [&] {
        sum(x, {0, -2});
      },
      ErrorKind::value, "dim 0 appears multiple times in the list of dims");
  expect([&] { sum(x, 2); }, ErrorKind::index,
         "Dimension out of range (expected to be in range of [-2, 1], but got 2)");
  expect([&] { max(none); }, ErrorKind::shape,
         "Expected reduction dim to be specified for input.numel() == 0.");
  expect([&] { max(none, 0); }, ErrorKind::index,
         "Expected reduction dim 0 to have non-zero size.");
  expect([&] { argmax(none); }, ErrorKind::index, "argmax(): Expected reduction dim");
  expect([&] { mean(zeros({2}, here().dtype(kInt))); }, ErrorKind::dtype,
         "mean(): could not infer output dtype");
}

}  // namespace
}  // namespace pumice::testing
