// Host data in and out, in order with work.
#include "vulkan/support.h"

namespace pumice {
namespace {

class VulkanTransfers : public VulkanTest {};

TEST_F(VulkanTransfers, KeepTheOrderOfWritesAndWork) {
  constexpr uint32_t n = 70001;
  auto a = block({2}), x = backend().allocate(n * 4), y = backend().allocate(n * 4 * 5);
  std::vector<std::vector<float>> inputs;
  for (uint32_t step = 0; step < 5; ++step) {
    inputs.push_back(random_floats(n, step));
    backend().write(*x, 0, inputs.back().data(), n * 4);
    const Command c = scaled(*a, *x, *y, n, 0, step * n);
    backend().submit({&c, 1});
  }
  const auto all = floats(*y, n * 5);
  for (uint32_t step = 0; step < 5; ++step)
    for (uint32_t i = 0; i < n; ++i) ASSERT_EQ(all[step * n + i], 2 * inputs[step][i]);
}

TEST_F(VulkanTransfers, LaterWritesToTheSameBytesWin) {
  auto a = block({1}), x = block(random_floats(1 << 20, 1)), y = backend().allocate(4 << 20);
  const Command c = scaled(*a, *x, *y, 1 << 20);
  backend().submit({&c, 1});  // keeps the device at work, so that the writes are staged
  for (float v : {1.0f, 2.0f, 3.0f}) backend().write(*x, 8, &v, 4);
  const float other = 7;
  backend().write(*x, 12, &other, 4);
  const auto now = floats(*x, 4);
  EXPECT_EQ(now[2], 3);
  EXPECT_EQ(now[3], 7);
}

TEST_F(VulkanTransfers, TakeMoreThanTheStagingMemory) {
  constexpr uint32_t n = 24u << 20;  // 96 MiB
  auto a = block({1}), x = block(random_floats(64, 1)), y = backend().allocate(n * 4ull);
  const Command c = scaled(*a, *x, *y, 64);
  backend().submit({&c, 1});
  std::vector<float> values(n);
  for (uint32_t i = 0; i < n; ++i) values[i] = static_cast<float>(i % 8191);
  const Command again = scaled(*a, *x, *y, 64, 0, n - 64);
  backend().submit({&again, 1});
  backend().write(*y, 0, values.data(), n * 4ull);
  EXPECT_EQ(floats(*y, n), values);
}

TEST_F(VulkanTransfers, CopyBetweenBlocks) {
  const auto x = random_floats(5000, 5);
  auto a = block({3}), in = block(x), middle = backend().allocate(20000),
       out = backend().allocate(20000);
  const Command c = scaled(*a, *in, *middle, 5000);
  backend().submit({&c, 1});
  backend().copy(*out, 400, *middle, 40, 4 * 1000);
  const float nine = 9;
  backend().write(*middle, 40, &nine, 4);  // after the copy has read it
  backend().copy(*out, 8000, *middle, 40, 4);
  const auto y = floats(*out, 5000);
  for (size_t i = 0; i < 1000; ++i) ASSERT_EQ(y[100 + i], 3 * x[10 + i]);
  EXPECT_EQ(y[2000], 9);
}

TEST_F(VulkanTransfers, RefuseBytesOutsideTheBlock) {
  auto x = backend().allocate(64);
  float v[2] = {1, 2};
  EXPECT_THROW(backend().write(*x, 60, v, 8), Error);
  EXPECT_THROW(backend().read(*x, 64, v, 4), Error);
  backend().write(*x, 56, v, 8);
  backend().read(*x, 60, v, 4);
  EXPECT_EQ(v[0], 2);
}

}  // namespace
}  // namespace pumice
