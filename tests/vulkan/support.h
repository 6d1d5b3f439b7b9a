// What the tests of the Vulkan backend share: devices, blocks, commands.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "device/registry.h"
#include "pumice/error.h"
#include "shaders/kernels.h"
#include "vulkan/validation.h"

namespace pumice {

/// Opens every device of the driver under test; fails on validation messages.
class VulkanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    messages_ = vulkan::validation_messages();
    backends_ = make_vulkan_backends();
    ASSERT_FALSE(backends_.empty()) << "no Vulkan device";
    for (auto& backend : backends_) backend->open();
  }
  void TearDown() override {
    backends_.clear();
    EXPECT_EQ(vulkan::validation_messages(), messages_);
  }
  Backend& backend(size_t i = 0) { return *backends_.at(i); }

  std::unique_ptr<Memory> block(const std::vector<float>& values, size_t device = 0) {
    auto memory = backend(device).allocate(values.size() * sizeof(float));
    backend(device).write(*memory, 0, values.data(), values.size() * sizeof(float));
    return memory;
  }
  std::vector<float> floats(const Memory& memory, size_t count, size_t device = 0) {
    std::vector<float> values(count);
    backend(device).read(memory, 0, values.data(), count * sizeof(float));
    return values;
  }

  Backends backends_;
  uint64_t messages_ = 0;
};

inline std::vector<float> random_floats(size_t n, uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-2, 2);
  std::vector<float> values(n);
  for (float& v : values) v = uniform(generator);
  return values;
}

/// A Command of kernel P over whole ranges of float32 blocks.
template <class P>
Command command(const P& params, std::initializer_list<Command::Range> ranges, uint32_t groups,
                uint32_t width = 256) {
  Command c;
  c.kernel = &P::info;
  c.variant.t = kFloat;
  for (const Command::Range& range : ranges) c.bindings[c.binding_count++] = range;
  std::memcpy(c.params.data(), &params, P::info.param_bytes);
  c.groups = groups;
  c.width = width;
  return c;
}

/// y = a[0] * x over n elements: a matrix product of (1, 1) and (1, n), at element offsets.
inline Command scaled(Memory& a, Memory& x, Memory& y, uint32_t n, uint32_t x_at = 0,
                      uint32_t y_at = 0) {
  const kernel::matmul params{.batch = 1,
                              .m = 1,
                              .n = n,
                              .k = 1,
                              .a_batch = 1,
                              .a_row = 1,
                              .a_column = 1,
                              .b_batch = n,
                              .b_row = n,
                              .b_column = 1};
  return command(params,
                 {{&a, 0, 4},
                  {&x, x_at * 4ull, n * 4ull},
                  {&x, x_at * 4ull, n * 4ull},
                  {&x, x_at * 4ull, n * 4ull},
                  {&y, y_at * 4ull, n * 4ull}},
                 (n + 1023) / 1024);
}

}  // namespace pumice
