// resize_, and tensors that are the same view.
#include <array>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

TEST(Resize, KeepsTheFirstElements) {
  const Tensor x = arange(6);
  EXPECT_TRUE(x.resize_({2, 3}).is_same(x));
  EXPECT_EQ(x.sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(x.strides(), IntArrayRef({3, 1}));
  EXPECT_THAT(values(x.resize_({2})), ElementsAre(0, 1));
  const Tensor grown = x.resize_({4, 3});
  EXPECT_EQ(grown.sizes(), IntArrayRef({4, 3}));
  EXPECT_THAT(values(grown.flatten().narrow(0, 0, 6)), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(values(arange(6).resize_as_(ones({3, 2})).select(1, 0)), ElementsAre(0, 2, 4));
}

TEST(Resize, OfViewsAndEmptyTensors) {
  const Tensor x = arange(6);
  const Tensor view = x.narrow(0, 2, 2);
  EXPECT_THAT(values(view.resize_({4})), ElementsAre(2, 3, 4, 5));
  view.zero_();
  EXPECT_THAT(values(x), ElementsAre(0, 1, 0, 0, 0, 0));
  const Tensor none = empty({0});
  none.resize_({2, 2}).fill_(3);
  EXPECT_THAT(values(none), ElementsAre(3, 3, 3, 3));
  EXPECT_EQ(none.resize_({1, 2, 2, 2}, MemoryFormat::ChannelsLast).strides(),
            IntArrayRef({8, 1, 4, 2}));
  EXPECT_EQ(none.resize_({0}).numel(), 0);
}

TEST(Resize, GrowsWhatViewsShare) {
  const Tensor a = arange(3.0);
  const Tensor b = a.view({3});
  a.mul_(2);  // still recorded when the storage grows
  a.resize_({6}).narrow(0, 3, 3).fill_(7);
  EXPECT_TRUE(a.is_alias_of(b));
  EXPECT_EQ(b.storage().nbytes(), 24u);
  EXPECT_THAT(values(a), ElementsAre(0, 2, 4, 7, 7, 7));
  b.add_(1);
  EXPECT_THAT(values(a), ElementsAre(1, 3, 5, 7, 7, 7));
  b.resize_({5});
  EXPECT_THAT(values(b), ElementsAre(1, 3, 5, 7, 7));
  const Tensor none = empty({0}), seen = none.view({0});
  none.resize_({2}).fill_(3);
  seen.resize_({2});
  EXPECT_THAT(values(seen), ElementsAre(3, 3));
}

TEST(Resize, CannotGrowTheCallersMemory) {
  std::array<float, 4> memory{1, 2, 3, 4};
  const Tensor x = from_blob(memory.data(), {2});
  EXPECT_FALSE(x.storage().resizable());
  EXPECT_TRUE(fails_with(ErrorKind::value, "Trying to resize storage that is not resizable",
                         [&] { x.resize_({4}); }));
  EXPECT_THAT(values(x.resize_({1})), ElementsAre(1));
}

TEST(Resize, RefusesTensorsWithAGradient) {
  const Tensor leaf = ones({2}, requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "cannot resize variables that require grad",
                         [&] { leaf.resize_({3}); }));
  EXPECT_EQ(leaf.sizes(), IntArrayRef({2}));
}

TEST(SameView, AsksForStorageOffsetSizesAndStrides) {
  const Tensor x = ones({2, 2});
  EXPECT_TRUE(x.is_set_to(x));
  EXPECT_TRUE(x.is_set_to(x.view({2, 2})));
  EXPECT_FALSE(x.is_set_to(x.t()));
  EXPECT_FALSE(x.is_set_to(x.clone()));
  EXPECT_TRUE(x.is_same_size(x.t()));
  EXPECT_FALSE(x.is_same_size(x[0]));
}

}  // namespace
}  // namespace pumice
