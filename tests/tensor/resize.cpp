// resize_, and tensors that are the same view.
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
