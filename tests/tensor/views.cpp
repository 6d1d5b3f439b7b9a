// Views: sizes, strides, writes seen through them, and PyTorch's errors.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

Tensor ramp(IntArrayRef sizes) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return arange(static_cast<double>(count)).view(sizes);
}

TEST(View, InfersMinusOne) {
  const Tensor a = ramp({2, 6});
  EXPECT_EQ(a.view({3, -1}).sizes(), IntArrayRef({3, 4}));
  EXPECT_EQ(a.view({-1}).sizes(), IntArrayRef({12}));
  EXPECT_EQ(ramp({0, 3}).view({3, 0}).sizes(), IntArrayRef({3, 0}));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "only one dimension can be inferred", [&] {
    a.view({-1, -1});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "shape '[5, -1]' is invalid for input of size 12", [&] {
    a.view({5, -1});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "shape '[7]' is invalid for input of size 12",
                         [&] { a.reshape({7}); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "ambiguous", [&] { ramp({0}).view({-1, 0}); }));
}

TEST(View, FollowsStridesWhereItCan) {
  const Tensor a = ramp({2, 3, 4}).transpose(0, 1);  // (3, 2, 4), strides 4, 12, 1
  EXPECT_EQ(a.view({3, 2, 2, 2}).strides(), IntArrayRef({4, 12, 2, 1}));
  EXPECT_EQ(a.view({3, 1, 2, 4}).sizes(), IntArrayRef({3, 1, 2, 4}));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "view size is not compatible with input tensor's size and stride", [&] {
                           a.view({6, 4});
                         }));
  const Tensor copied = a.reshape({6, 4});
  EXPECT_THAT(values(copied.select(0, 1)), ElementsAre(12, 13, 14, 15));
  copied.fill_(0);
  EXPECT_EQ(a[0][0][1].item<float>(), 1);
  a.reshape({3, 8, 1}).fill_(5);  // not viewable: a copy
  EXPECT_EQ(a[0][1][1].item<float>(), 13);
}

TEST(View, WritesReachTheBase) {
  const Tensor base = ramp({3, 4});
  base.select(0, 1).fill_(-1);
  base.t().select(0, 2).fill_(-2);
  base.narrow(1, 0, 1).slice(0, 0, 3, 2).add_(10);
  EXPECT_THAT(values(base), ElementsAre(10, 1, -2, 3, -1, -1, -2, -1, 18, 9, -2, 11));
}

TEST(View, SharesTheVersion) {
  const Tensor base = ramp({3, 4});
  const Tensor view = base.view({-1}).narrow(0, 2, 3);
  const int64_t before = base.version();
  view.fill_(1);
  EXPECT_EQ(base.version(), before + 1);
  EXPECT_EQ(view.version(), before + 1);
  const Tensor data = base.data();
  data.fill_(2);
  EXPECT_EQ(base.version(), before + 1);
  EXPECT_EQ(base[0][0].item<float>(), 2);
  base.detach().fill_(3);
  EXPECT_EQ(base.version(), before + 2);
}

TEST(View, PermuteAndTranspose) {
  const Tensor a = ramp({2, 3, 4});
  const Tensor p = a.permute({2, 0, -2});
  EXPECT_EQ(p.sizes(), IntArrayRef({4, 2, 3}));
  EXPECT_EQ(p[3][1][2].item<float>(), a[1][2][3].item<float>());
  EXPECT_FALSE(p.is_contiguous());
  EXPECT_THAT(values(p.contiguous().view({-1}).narrow(0, 0, 4)), ElementsAre(0, 4, 8, 12));
  EXPECT_EQ(a.transpose(-1, 0).sizes(), IntArrayRef({4, 3, 2}));
  EXPECT_EQ(tensor(1.0).transpose(0, -1).dim(), 0);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "duplicate dims", [&] { a.permute({0, 0, 1}); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "number of dimensions", [&] { a.permute({0, 1}); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "t() expects a tensor with <= 2 dimensions, but self is 3D",
                         [&] { a.t(); }));
}

TEST(View, ExpandRepeatsWithoutMemory) {
  const Tensor a = ramp({3, 1});
  const Tensor e = a.expand({2, -1, 4});
  EXPECT_EQ(e.sizes(), IntArrayRef({2, 3, 4}));
  EXPECT_EQ(e.strides(), IntArrayRef({0, 1, 0}));
  EXPECT_EQ(e[1][2][3].item<float>(), 2);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "must match the existing size (3)", [&] {
    a.expand({2, 2});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "leading, non-existing dimension 0", [&] {
    a.expand({-1, 3, 1});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "greater or equal", [&] { a.expand({3}); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "single memory location", [&] { e.add_(1); }));
}

TEST(View, SqueezeAndUnsqueeze) {
  const Tensor a = ramp({1, 3, 1, 2});
  EXPECT_EQ(a.squeeze().sizes(), IntArrayRef({3, 2}));
  EXPECT_EQ(a.squeeze(0).sizes(), IntArrayRef({3, 1, 2}));
  EXPECT_EQ(a.squeeze(1).sizes(), a.sizes());
  EXPECT_EQ(a.squeeze().unsqueeze(-1).sizes(), IntArrayRef({3, 2, 1}));
  EXPECT_EQ(a.squeeze().unsqueeze(0).sizes(), IntArrayRef({1, 3, 2}));
  EXPECT_TRUE(a.squeeze().unsqueeze(1).is_contiguous());
  EXPECT_TRUE(fails_with(ErrorKind::index, "[-5, 4], but got 5", [&] { a.unsqueeze(5); }));
  EXPECT_EQ(tensor(2.0).squeeze(0).dim(), 0);
}

TEST(View, Flatten) {
  const Tensor a = ramp({2, 3, 4});
  EXPECT_EQ(a.flatten().sizes(), IntArrayRef({24}));
  EXPECT_EQ(a.flatten(1).sizes(), IntArrayRef({2, 12}));
  EXPECT_EQ(a.flatten(0, -2).sizes(), IntArrayRef({6, 4}));
  EXPECT_EQ(tensor(1.0).flatten().sizes(), IntArrayRef({1}));
  EXPECT_THAT(values(a.transpose(0, 2).flatten().narrow(0, 0, 3)), ElementsAre(0, 12, 4));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "start_dim cannot come after end_dim",
                         [&] { a.flatten(2, 1); }));
}

TEST(Slices, SliceClamps) {
  const Tensor a = ramp({7});
  EXPECT_THAT(values(a.slice(0, 1, 100, 2)), ElementsAre(1, 3, 5));
  EXPECT_THAT(values(a.slice(0, -3)), ElementsAre(4, 5, 6));
  EXPECT_THAT(values(a.slice(0, {}, -5)), ElementsAre(0, 1));
  EXPECT_EQ(a.slice(0, 5, 2).numel(), 0);
  EXPECT_EQ(a.slice(0, -100, 3).numel(), 3);
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "slice step must be positive", [&] { a.slice(0, 0, 7, 0); }));
}

TEST(Slices, NarrowAndSelect) {
  const Tensor a = ramp({3, 4});
  EXPECT_THAT(values(a.narrow(-1, 1, 2)), ElementsAre(1, 2, 5, 6, 9, 10));
  EXPECT_THAT(values(a.narrow(0, -1, 1)), ElementsAre(8, 9, 10, 11));
  EXPECT_THAT(values(a.select(1, -1)), ElementsAre(3, 7, 11));
  EXPECT_EQ(a.narrow(0, 3, 0).numel(), 0);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "start (2) + length (2) exceeds dimension size (3).",
                         [&] { a.narrow(0, 2, 2); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "length must be non-negative", [&] { a.narrow(0, 0, -1); }));
  EXPECT_TRUE(fails_with(ErrorKind::index,
                         "select(): index 4 out of range for tensor of size [3, 4] at dimension 1",
                         [&] { a.select(1, 4); }));
  EXPECT_TRUE(fails_with(ErrorKind::index, "0-dim", [&] { tensor(1.0).select(0, 0); }));
}

TEST(Slices, SplitChunkUnbind) {
  const Tensor a = ramp({7, 2});
  const auto parts = a.split(3);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_THAT(values(parts[2]), ElementsAre(12, 13));
  EXPECT_EQ(a.chunk(3).size(), 3u);
  EXPECT_EQ(a.chunk(4)[3].size(0), 1);
  EXPECT_EQ(a.chunk(5).size(), 4u);  // parts of two rows
  EXPECT_EQ(ramp({0, 2}).chunk(3).size(), 3u);
  EXPECT_EQ(ramp({0, 2}).split(4).size(), 1u);
  const auto columns = a.unbind(1);
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_THAT(values(columns[1].narrow(0, 0, 3)), ElementsAre(1, 3, 5));
  columns[0].fill_(0);
  EXPECT_EQ(a[6][0].item<float>(), 0);
  EXPECT_TRUE(fails_with(ErrorKind::value, "split_size can only be 0", [&] { a.split(0); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "greater than 0, got: 0", [&] { a.chunk(0); }));
}

TEST(Slices, AsStrided) {
  const Tensor a = ramp({3, 4});
  EXPECT_THAT(values(a.as_strided({2, 2}, {4, 2}, 1)), ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(values(a.as_strided({3, 2}, {1, 1})), ElementsAre(0, 1, 1, 2, 2, 3));
  EXPECT_THAT(values(a.narrow(0, 1, 1).as_strided({2}, {1})), ElementsAre(4, 5));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "out of bounds", [&] { a.as_strided({4, 4}, {4, 1}); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "mismatch in length", [&] {
    a.as_strided({4}, {4, 1});
  }));
}

}  // namespace
}  // namespace pumice
