// Device memory: running out of it, blocks freed while the device works.
#include "vulkan/support.h"

namespace pumice {
namespace {

class VulkanMemoryTest : public VulkanTest {};

TEST_F(VulkanMemoryTest, RefusesWhatNoAllocationGives) {
  try {
    backend().allocate(size_t{1} << 45);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_NE(std::string(error.what()).find("35184372088832 bytes"), std::string::npos)
        << error.what();
  }
}

TEST_F(VulkanMemoryTest, RunsOutAndRecovers) {
  std::vector<std::unique_ptr<Memory>> blocks;
  bool ran_out = false;
  const size_t most = backend().properties().memory_bytes / (size_t{1} << 30) + 2;
  try {
    for (size_t i = 0; i <= most; ++i) blocks.push_back(backend().allocate(size_t{1} << 30));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory) << error.what();
    ran_out = true;
  }
  EXPECT_TRUE(ran_out);
  blocks.clear();
  const auto x = random_floats(100, 2);
  auto a = block({2}), in = block(x), out = backend().allocate(400);
  const Command c = scaled(*a, *in, *out, 100);
  backend().submit({&c, 1});
  EXPECT_EQ(floats(*out, 100)[99], 2 * x[99]);
}

TEST_F(VulkanMemoryTest, LivesUntilTheDeviceIsDone) {
  constexpr uint32_t n = 1 << 20;
  const auto x = random_floats(n, 3);
  auto a = block({0.5f}), out = backend().allocate(n * 4);
  {
    auto in = block(x);
    const Command c = scaled(*a, *in, *out, n);
    backend().submit({&c, 1});
  }
  auto next = block(random_floats(n, 4));
  const auto y = floats(*out, n);
  for (uint32_t i = 0; i < n; ++i) ASSERT_EQ(y[i], 0.5f * x[i]);
}

TEST_F(VulkanMemoryTest, CountsAllocations) {
  const Statistics before = backend().stats();
  auto big = backend().allocate(size_t{200} << 20);
  EXPECT_GT(backend().stats().allocations, before.allocations);
  EXPECT_GE(backend().stats().allocated_bytes - before.allocated_bytes, size_t{200} << 20);
  big.reset();
  EXPECT_EQ(backend().stats().allocated_bytes, before.allocated_bytes);
}

TEST_F(VulkanMemoryTest, NamesAnOperandThatIsTooLarge) {
  const uint64_t most = backend().properties().max_buffer_bytes;
  const uint64_t bytes = most + 1024;
  if (bytes > (uint64_t{1} << 30)) return;  // the driver binds all that it allocates
  auto a = block({1}), in = backend().allocate(bytes), out = backend().allocate(64);
  const Command c = scaled(*a, *in, *out, static_cast<uint32_t>(bytes / 4));
  try {
    backend().submit({&c, 1});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unsupported);
    EXPECT_EQ(std::string(error.what()).find("matmul: operand 1"), 0u) << error.what();
  }
}

}  // namespace
}  // namespace pumice
