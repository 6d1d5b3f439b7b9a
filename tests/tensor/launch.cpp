// What operators refuse before anything is recorded: devices that differ, sizes beyond 32 bits.
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::random;
using testing::values;

TEST(Launch, RefusesTensorsBeyondIndices) {
  const Tensor huge = empty({(int64_t{1} << 32) + 8}, kByte);
  EXPECT_TRUE(
      fails_with(ErrorKind::unsupported, "more than 32-bit indices reach", [&] { huge.fill_(1); }));
  const Tensor wide = random({1}).expand({(int64_t{1} << 32) + 8});
  EXPECT_TRUE(
      fails_with(ErrorKind::unsupported, "more than 32-bit indices reach", [&] { exp(wide); }));
}

TEST(Launch, RecordsNothingForEmptyTensors) {
  synchronize(default_device());
  const uint64_t before = statistics(default_device()).recorded;
  const Tensor a = zeros({3, 0, 2});
  EXPECT_EQ(exp(a + a.select(0, 1)).sizes(), IntArrayRef({3, 0, 2}));
  a.copy_(a.clone());
  synchronize(a.device());
  EXPECT_EQ(statistics(default_device()).recorded, before);
}

TEST(Launch, RefusesTwoDevices) {
  if (default_device().is_cpu()) {
    EXPECT_EQ(values(ones({2}) + ones({2}, kCPU)), (std::vector<double>{2, 2}));
    return;
  }
  EXPECT_TRUE(fails_with(ErrorKind::device, "Expected all tensors to be on the same device",
                         [] { ones({2}) + ones({2}, kCPU); }));
}

}  // namespace
}  // namespace pumice
