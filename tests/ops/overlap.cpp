// Writes in place from operands that lie in the same memory.
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::values;

constexpr const char* kPartly =
    "some elements of the input tensor and the written-to tensor refer to a single memory location";

TEST(Overlap, OfPartsIsRefused) {
  const Tensor x = arange(4.0);
  const Tensor front = x.narrow(0, 0, 3), back = x.narrow(0, 1, 3), square = x.view({2, 2});
  const auto refused = [](auto&& write) { return fails_with(ErrorKind::value, kPartly, write); };
  EXPECT_TRUE(refused([&] { front.add_(back); }));
  EXPECT_TRUE(refused([&] { front.pow_(back); }));
  EXPECT_TRUE(refused([&] { front.atan2_(back); }));
  EXPECT_TRUE(refused([&] { front.eq_(back); }));
  EXPECT_TRUE(refused([&] { front.logical_and_(back); }));
  EXPECT_TRUE(refused([&] { front.copy_(back); }));
  EXPECT_TRUE(refused([&] { front.clamp_(std::optional(back)); }));
  EXPECT_TRUE(refused([&] { front.lerp_(back, 0.5); }));
  EXPECT_TRUE(refused([&] { front.addcmul_(back, ones({3})); }));
  EXPECT_TRUE(refused([&] { square.add_(square.t()); }));
  EXPECT_TRUE(refused([&] { x.add_(x[0]); }));
  EXPECT_EQ(values(x), (std::vector<double>{0, 1, 2, 3}));
}

TEST(Overlap, OfTheSameElementsOrNoneIsNot) {
  const Tensor x = arange(4.0);
  x.add_(x);
  EXPECT_EQ(values(x), (std::vector<double>{0, 2, 4, 6}));
  x.view({2, 2}).add_(x.view({2, 2}));
  EXPECT_EQ(values(x), (std::vector<double>{0, 4, 8, 12}));
  x.narrow(0, 0, 2).add_(x.narrow(0, 2, 2));
  EXPECT_EQ(values(x), (std::vector<double>{8, 16, 8, 12}));
  x.slice(0, 0, 4, 2).add_(x.slice(0, 1, 4, 2));  // between each other
  EXPECT_EQ(values(x), (std::vector<double>{24, 16, 20, 12}));
  x.fill_(x[1]);
  EXPECT_EQ(values(x), (std::vector<double>{16, 16, 16, 16}));
  const Tensor other = x.narrow(0, 1, 3).to(kLong);  // a copy
  x.narrow(0, 0, 3).add_(other);
  EXPECT_EQ(values(x), (std::vector<double>{32, 32, 32, 16}));
}

}  // namespace
}  // namespace pumice
