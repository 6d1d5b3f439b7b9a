// The CPU backend runs compiled kernels: values on every instruction set that this processor has.
#include "cpu/kernels.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pumice/error.h"
#include "run.h"

namespace pumice::test {
namespace {

TEST(CpuKernels, SoftmaxRowsAgainstDouble) {
  for (uint32_t cols : {1u, 7u, 64u, 1000u, 5003u}) {
    const uint32_t rows = 11;
    const auto x = random_values<float>(rows * cols, cols, 3);
    const auto y = run_kernel<float>(kernel::softmax{.slices = rows, .n = cols, .inner = 1},
                                     {.t = kFloat}, rows, {x}, x.size());
    for (uint32_t r = 0; r < rows; ++r) {
      double total = 0;
      for (uint32_t i = 0; i < cols; ++i) total += std::exp(double(x[r * cols + i]));
      for (uint32_t i = 0; i < cols; ++i) {
        const double want = std::exp(double(x[r * cols + i])) / total;
        ASSERT_NEAR(y[r * cols + i], want, 3e-6 * want) << r << ' ' << i << " of " << cols;
      }
    }
  }
}

TEST(CpuKernels, EveryInstructionSetHasEveryVariant) {
  for (const CpuLevel& level : cpu_levels())
    for (const KernelInfo* info : kernel::table())
      for (const auto& [t, u] : info->types) {
        Variant variant{.t = t, .u = u};
        for (size_t s = 0; s < info->spec.size(); ++s)
          variant.spec[s] = info->spec[s].numbers.back();
        EXPECT_TRUE(cpu::Runnable(level, *info, variant))
            << level.name << ' ' << info->name << ' ' << dtype_name(t);
      }
}

TEST(CpuKernels, InstructionSetsAreChosenFromWhatWasBuilt) {
  using Levels = std::vector<CpuLevel>;
  const auto choose = [](const Levels& levels, const char* wish, bool (*runs)(std::string_view)) {
    return std::string(cpu::choose_level(levels, wish, runs).name);
  };
  const auto level = [](const char* name) { return CpuLevel{name, nullptr, nullptr}; };
  const Levels all{level("baseline"), level("v3"), level("v4")}, one{level("v3")};
  const Levels gap{level("baseline"), level("v4")};
  constexpr auto any = [](std::string_view) { return true; };
  constexpr auto up_to_v3 = [](std::string_view name) { return name != "v4"; };
  EXPECT_EQ(choose(all, nullptr, any), "v4");
  EXPECT_EQ(choose(all, nullptr, up_to_v3), "v3");
  EXPECT_EQ(choose(all, "baseline", any), "baseline");
  EXPECT_EQ(choose(all, "v3", any), "v3");
  EXPECT_EQ(choose(all, "v9", any), "v4");
  EXPECT_EQ(choose(gap, "v3", any), "baseline");
  EXPECT_EQ(choose(one, "baseline", any), "v3");
  try {
    choose(gap, nullptr, [](std::string_view) { return false; });
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::device);
  }
}

TEST(CpuKernels, UnknownVariantsAreAbsent) {
  const CpuLevel& level = cpu::best_level();
  EXPECT_FALSE(cpu::Runnable(level, kernel::softmax::info, {.t = kBool}));
  EXPECT_FALSE(cpu::Runnable(level, kernel::softmax::info, {.t = kFloat, .spec = {0, 9}}));
  EXPECT_FALSE(get_backend(kCPU).supports(kernel::softmax::info, {.t = kLong}));
}

/// Every float16 value goes through the kernels' own conversions and back.
TEST(CpuKernels, HalfConversionsRoundTripAndRound) {
  std::vector<uint16_t> bits(1 << 16);
  for (size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<uint16_t>(i);
  kernel::unary p;
  p.n = 1 << 16;
  p.rank = 1;
  const auto abs = static_cast<uint16_t>(kernel::unary::OP::abs);
  const auto y = run_kernel<uint16_t>(p, {.t = kHalf, .spec = {abs}}, 64, {bits}, bits.size());
  for (size_t i = 0; i < bits.size(); ++i) {
    if ((i & 0x7fff) > 0x7c00)
      EXPECT_GT(y[i] & 0x7fff, 0x7c00) << i;
    else
      EXPECT_EQ(y[i], i & 0x7fff) << i;
  }
}

}  // namespace
}  // namespace pumice::test
