// Copies, casts and fills: every pair of dtypes, views, many dims.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "pumice/pumice.h"
#include "support/host.h"

namespace pumice::testing {
namespace {

constexpr ScalarType kAll[] = {kByte, kChar,  kShort,  kInt,  kLong,
                               kHalf, kFloat, kDouble, kBool, kBFloat16};

// A value after storage in `from`, then in `to`.
double cast(double value, ScalarType from, ScalarType to) {
  const double kept = rounded(value, from);
  return rounded(is_floating_point(to) || to == kBool ? kept : std::trunc(kept), to);
}

TEST(Copy, CastsBetweenAllDtypes) {
  const std::vector<double> numbers{0, 1, 2.75, 100.5, 7, 0.5, 3};
  for (ScalarType from : kAll)
    for (ScalarType to : kAll) {
      HostTensor source{from, {7}, {}};
      for (double v : numbers)
        source.values.push_back(rounded(is_floating_point(from) ? v : std::trunc(v), from));
      const Tensor y = make_tensor(source, from, kCPU).to(to);
      EXPECT_EQ(y.scalar_type(), to);
      const HostTensor got = read_tensor(y);
      for (size_t i = 0; i < numbers.size(); ++i)
        EXPECT_EQ(got.values[i], cast(source.values[i], from, to))
            << dtype_name(from) << " to " << dtype_name(to) << " of " << source.values[i];
    }
}

TEST(Copy, CastsToBoolByBeingNonzero) {
  const Tensor x = tensor({0.25, -0.0, 0.0, -3.0, std::nan("")}, TensorOptions(default_device()));
  EXPECT_EQ(read_tensor(x.to(kBool)).values, (std::vector<double>{1, 0, 0, 1, 1}));
  EXPECT_EQ(read_tensor(x.to(kBool).to(kFloat)).values, (std::vector<double>{1, 0, 0, 1, 1}));
}

TEST(Copy, WritesThroughViewsAndNothingElse) {
  const Tensor base = zeros({4, 5}, TensorOptions(default_device()));
  const Tensor view = base.slice(1, 1, {}, 2).slice(0, 1, 3);  // (2, 2)
  view.copy_(tensor({3, 4}, TensorOptions(default_device()).dtype(kInt)));
  std::vector<double> expected(20, 0.0);
  expected[6] = expected[11] = 3;
  expected[8] = expected[13] = 4;
  EXPECT_EQ(read_tensor(base).values, expected);
  view.fill_(-1);
  for (double& v : expected)
    if (v != 0) v = -1;
  EXPECT_EQ(read_tensor(base).values, expected);
}

TEST(Copy, FillsBytesBesideOthers) {
  const Tensor flags = zeros({7}, TensorOptions(default_device()).dtype(kBool));
  flags.slice(0, 1, 6, 2).fill_(true);
  EXPECT_EQ(read_tensor(flags).values, (std::vector<double>{0, 1, 0, 1, 0, 1, 0}));
}

TEST(Copy, PermutesUpToNineDims) {
  const std::vector<int64_t> sizes{2, 3, 1, 2, 2, 2, 3, 2, 2};
  HostTensor host{kFloat, sizes, std::vector<double>(576)};
  std::iota(host.values.begin(), host.values.end(), 1.0);
  const Tensor x = make_tensor(host, kFloat, default_device());
  const std::vector<int64_t> order{8, 1, 6, 0, 4, 5, 3, 2, 7};
  const HostTensor got = read_tensor(x.permute(order).contiguous());
  // The element of the permuted tensor at a position is the source's at the permuted position.
  for (int64_t i = 0; i < 576; ++i) {
    std::vector<int64_t> at(9);
    int64_t rest = i;
    for (size_t d = 9; d-- > 0;) {
      const int64_t size = sizes[static_cast<size_t>(order[d])];
      at[static_cast<size_t>(order[d])] = rest % size;
      rest /= size;
    }
    int64_t source = 0;
    for (size_t d = 0; d < 9; ++d) source = source * sizes[d] + at[d];
    ASSERT_EQ(got.values[static_cast<size_t>(i)], static_cast<double>(source + 1)) << i;
  }
}

TEST(Copy, SaysThatMoreDimsAreTooMany) {
  const std::vector<int64_t> sizes(11, 2);
  std::vector<int64_t> order(11);
  for (int64_t d = 0; d < 11; ++d) order[static_cast<size_t>(d)] = 10 - d;
  const Tensor x = zeros(sizes, TensorOptions(default_device()));
  EXPECT_NO_THROW(exp(x));
  try {
    x.permute(order).contiguous();
    FAIL() << "eleven dims were copied";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::unsupported);
    EXPECT_NE(std::string(e.what()).find("more than nine dims"), std::string::npos) << e.what();
  }
}

TEST(Copy, RangesOfEveryDtype) {
  for (ScalarType t : kAll) {
    if (t == kBool) continue;
    const Tensor x = arange(1, 12, 3, TensorOptions(kCPU).dtype(t));
    EXPECT_EQ(read_tensor(x).values, (std::vector<double>{1, 4, 7, 10})) << dtype_name(t);
  }
}

}  // namespace
}  // namespace pumice::testing
