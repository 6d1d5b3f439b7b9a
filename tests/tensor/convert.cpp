// Copies between dtypes, layouts and devices.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

TEST(To, ReturnsItselfWhereNothingChanges) {
  const Tensor a = random({3, 5});
  EXPECT_TRUE(a.to(kFloat).is_same(a));
  EXPECT_TRUE(a.to(a.device()).is_same(a));
  EXPECT_FALSE(a.to(TensorOptions(), false, /*copy=*/true).is_same(a));
  EXPECT_TRUE(a.contiguous().is_same(a));
  EXPECT_EQ(values(a.clone()), values(a));
}

TEST(To, Casts) {
  const Tensor a = tensor({-2.75, 0.0, 1.5, 300.0});
  EXPECT_THAT(values(a.to(kInt)), ElementsAre(-2, 0, 1, 300));
  EXPECT_THAT(values(a.to(kBool)), ElementsAre(1, 0, 1, 1));
  EXPECT_THAT(values(a.to(kLong)), ElementsAre(-2, 0, 1, 300));
  EXPECT_THAT(values(a.cpu().to(kHalf).to(kFloat)), ElementsAre(-2.75, 0, 1.5, 300));
}

TEST(To, CrossesDevices) {
  const Tensor a = random({5, 7});
  const Tensor view = a.t().slice(0, 1, 7, 2);
  const Tensor on_host = view.cpu();
  EXPECT_TRUE(on_host.device().is_cpu());
  EXPECT_EQ(values(on_host), values(view));
  EXPECT_EQ(values(on_host.to(a.device())), values(view));
  const Tensor moved = on_host.to(a.device(), kInt);
  EXPECT_EQ(moved.scalar_type(), kInt);
  EXPECT_EQ(values(moved), values(view.to(kInt)));
}

TEST(Copy, BroadcastsCastsAndRefusesOverlaps) {
  const Tensor a = zeros({2, 3});
  a.copy_(tensor({1, 2, 3}));
  EXPECT_THAT(values(a), ElementsAre(1, 2, 3, 1, 2, 3));
  a.t().copy_(tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}));
  EXPECT_THAT(values(a), ElementsAre(1, 3, 5, 2, 4, 6));
  const Tensor lines = arange(6.0).view({2, 3}), line = arange(6.0);
  lines.narrow(1, 1, 2).copy_(lines.narrow(1, 0, 2));
  EXPECT_THAT(values(lines), ElementsAre(0, 0, 1, 3, 3, 4));
  EXPECT_TRUE(fails_with(ErrorKind::value, "some elements of the input tensor and the written-to",
                         [&] { line.narrow(0, 1, 5).copy_(line.narrow(0, 0, 5)); }));
  a.copy_(ones({2, 3}, TensorOptions(kCPU)));
  EXPECT_THAT(values(a), ElementsAre(1, 1, 1, 1, 1, 1));
  a.select(1, 1).copy_(tensor({7.0, 8.0}, kCPU));
  EXPECT_THAT(values(a), ElementsAre(1, 7, 1, 1, 8, 1));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "must match", [&] { a.copy_(zeros({4})); }));
}

TEST(SetData, TakesOverStorageAndShape) {
  const Tensor a = random({2, 2}, requires_grad());
  const Tensor b = random({3}, {}, 9);
  a.set_data(b);
  EXPECT_EQ(a.sizes(), IntArrayRef({3}));
  EXPECT_EQ(values(a), values(b));
  EXPECT_TRUE(a.requires_grad());
  const int64_t version = a.version();
  b.fill_(1);
  EXPECT_EQ(a.version(), version);
  EXPECT_THAT(values(a.detach()), ElementsAre(1, 1, 1));
}

}  // namespace
}  // namespace pumice
