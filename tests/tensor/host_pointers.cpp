// Memory that the caller reads and writes beside the tensor: from_blob, data_ptr, accessors. Calls
// that use it are done when they return, as in PyTorch.
#include <vector>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::values;

const TensorOptions host = TensorOptions(kCPU);

TEST(HostPointers, BorrowedMemoryMayChangeOrGoAfterTheCall) {
  Tensor copy, sum, wide;
  {
    std::vector<float> memory{1, 2, 3};
    const Tensor x = from_blob(memory.data(), {3}, host);
    copy = x.clone();
    sum = x + 1;
    wide = x.to(kDouble);
    memory = {100, 100, 100};
  }
  EXPECT_THAT(values(copy), ElementsAre(1, 2, 3));
  EXPECT_THAT(values(sum), ElementsAre(2, 3, 4));
  EXPECT_THAT(values(wide), ElementsAre(1, 2, 3));
}

TEST(HostPointers, BorrowedMemoryHoldsWhatWasWritten) {
  float memory[] = {1, 2, 3};
  const Tensor x = from_blob(memory, {3}, host);
  x.mul_(2);
  EXPECT_EQ(memory[2], 6);
  x[0] = 7;
  EXPECT_EQ(memory[0], 7);
  x.view({3, 1}).copy_(zeros({3, 1}, host));
  EXPECT_EQ(memory[1], 0);
}

TEST(HostPointers, PointersStayCurrent) {
  const Tensor x = ones({2, 2}, host);
  auto* at = x.data_ptr<float>();
  x.add_(1);
  EXPECT_EQ(at[0], 2);
  at[1] = 9;
  const Tensor y = x * 2;
  at[1] = 0;
  EXPECT_THAT(values(y), ElementsAre(4, 18, 4, 4));
  EXPECT_THAT(values(x), ElementsAre(2, 0, 2, 2));
  // A view of the same memory, and a result that stands beside it.
  x[1].fill_(5);
  EXPECT_EQ(at[3], 5);
}

TEST(HostPointers, AccessorsStayCurrent) {
  const Tensor x = zeros({4}, host);
  auto at = x.accessor<float, 1>();
  x.add_(1);
  EXPECT_EQ(at[0], 1);
  for (int64_t i = 0; i < 4; ++i) at[i] = static_cast<float>(i);
  x.mul_(2);
  EXPECT_EQ(at[3], 6);
}

TEST(HostPointers, GradientsReachThemToo) {
  const Tensor x = ones({2}, host.requires_grad(true));
  (x * 2).sum().backward();
  const auto* at = x.grad().data_ptr<float>();
  (x * 3).sum().backward();
  EXPECT_EQ(at[1], 5);
}

}  // namespace
}  // namespace pumice
