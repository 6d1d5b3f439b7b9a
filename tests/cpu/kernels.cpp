// The CPU backend runs compiled kernels: values on every instruction set that this processor has.
#include "cpu/kernels.h"

#include <gtest/gtest.h>

#include <cmath>

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
        EXPECT_NE(cpu::find_kernel(level, *info, variant), nullptr)
            << level.name << ' ' << info->name << ' ' << dtype_name(t);
      }
}

TEST(CpuKernels, UnknownVariantsAreAbsent) {
  const CpuLevel& level = cpu::best_level();
  EXPECT_EQ(cpu::find_kernel(level, kernel::softmax::info, {.t = kBool}), nullptr);
  EXPECT_EQ(cpu::find_kernel(level, kernel::softmax::info, {.t = kFloat, .spec = {0, 9}}), nullptr);
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
