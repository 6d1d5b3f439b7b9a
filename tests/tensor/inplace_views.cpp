// Views in place, views as other dtypes, and writes and gradients through views.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

TEST(InPlaceViews, ChangeTheTensorItself) {
  const Tensor a = arange(6.0).view({2, 3});
  const Tensor b = a.detach();
  EXPECT_TRUE(b.t_().is_same(b));
  EXPECT_EQ(b.sizes(), IntArrayRef({3, 2}));
  EXPECT_TRUE(b.is_alias_of(a));
  EXPECT_THAT(values(b), ElementsAre(0, 3, 1, 4, 2, 5));
  EXPECT_EQ(a.sizes(), IntArrayRef({2, 3}));
  b.unsqueeze_(0).unsqueeze_(-1);
  EXPECT_EQ(b.sizes(), IntArrayRef({1, 3, 2, 1}));
  b.transpose_(0, 1);
  EXPECT_EQ(b.sizes(), IntArrayRef({3, 1, 2, 1}));
  b.squeeze_(1);
  EXPECT_EQ(b.sizes(), IntArrayRef({3, 2, 1}));
  b.squeeze_();
  b.fill_(7);
  EXPECT_THAT(values(a), ElementsAre(7, 7, 7, 7, 7, 7));
  b.as_strided_({2}, {1}, 1).fill_(1);
  EXPECT_THAT(values(a), ElementsAre(7, 1, 1, 7, 7, 7));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "t_() expects a tensor with <= 2 dimensions", [] {
    zeros({1, 2, 3}).t_();
  }));
}

TEST(InPlaceViews, AreRecorded) {
  const Tensor x = random({2, 3}, requires_grad());
  const Tensor y = x * 2;
  y.t_();
  EXPECT_EQ(y.grad_fn()->name(), "TBackward1");
  y.unsqueeze_(0).squeeze_(IntArrayRef(int64_t{0}));
  const Tensor weights = random({3, 2});
  (y * weights).sum().backward();
  EXPECT_EQ(values(x.grad()), values(weights.t() * 2));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "a leaf Variable that requires grad is being used in "
                         "an in-place operation.",
                         [&] { x.t_(); }));
  EXPECT_EQ(x.sizes(), IntArrayRef({2, 3}));
  NoGradGuard guard;
  EXPECT_EQ(x.t_().sizes(), IntArrayRef({3, 2}));
}

TEST(InPlaceViews, OfAViewFollowTheirBase) {
  const Tensor x = random({2, 3}, requires_grad());
  const Tensor base = x * 1;
  const Tensor view = base.narrow(1, 1, 2);
  view.t_();
  EXPECT_EQ(view.sizes(), IntArrayRef({2, 2}));
  const Tensor weights = random({2, 2}, {}, 5);
  (view * weights).sum().backward();
  const auto w = values(weights);
  EXPECT_THAT(values(x.grad()), ElementsAre(0, w[0], w[2], 0, w[1], w[3]));
}

TEST(ViewAs, SharesBytes) {
  const Tensor a = tensor({1.0, -2.0}, kFloat);
  const Tensor bits = a.view(kInt);
  EXPECT_THAT(values(bits), ElementsAre(0x3f800000, -0x40000000));
  bits.select(0, 0).fill_(0x40400000);
  EXPECT_THAT(values(a), ElementsAre(3, -2));
  EXPECT_TRUE(a.view(kFloat).is_alias_of(a));
  const Tensor bytes = zeros({2, 3}, kInt).view(kByte);
  EXPECT_EQ(bytes.sizes(), IntArrayRef({2, 12}));
  EXPECT_EQ(bytes.view(kShort).sizes(), IntArrayRef({2, 6}));
  EXPECT_EQ(bytes.view(kInt).strides(), IntArrayRef({3, 1}));
  EXPECT_FALSE(random({2}, requires_grad()).view(kInt).requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "self.size(-1) must be divisible by 2 to view Int as Long (different "
                         "element sizes), but got 3",
                         [] {
                           zeros({2, 3}, kInt).view(kLong);
                         }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "self.stride(-1) must be 1 to view Int as Byte (different element sizes), "
                         "but got 3",
                         [] {
                           zeros({2, 3}, kInt).t().view(kByte);
                         }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "self.dim() cannot be 0 to view Int as Byte",
                         [] { zeros({}, kInt).view(kByte); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape,
                         "self.storage_offset() must be divisible by 2 to view Int as Long",
                         [] { zeros({5}, kInt).narrow(0, 1, 4).view(kLong); }));
}

TEST(Views, WritesReachTheBase) {
  const Tensor a = zeros({3, 3});
  a.diagonal().fill_(1);
  a.diagonal(1).copy_(tensor({2.0, 3.0}));
  EXPECT_THAT(values(a), ElementsAre(1, 2, 0, 0, 1, 3, 0, 0, 1));
  a.movedim(0, 1).select(0, 0).add_(4);
  EXPECT_THAT(values(a.select(1, 0)), ElementsAre(5, 4, 4));
  const Tensor line = zeros({6});
  line.unfold(0, 2, 2).select(1, 1).fill_(9);
  EXPECT_THAT(values(line), ElementsAre(0, 9, 0, 9, 0, 9));
  line.unflatten(0, {2, 3}).select(0, 1).zero_();
  EXPECT_THAT(values(line), ElementsAre(0, 9, 0, 0, 0, 0));
  line.split({2, 4})[1].fill_(5);
  EXPECT_THAT(values(line), ElementsAre(0, 9, 5, 5, 5, 5));
  line.tensor_split({1, 3})[1].fill_(1);
  EXPECT_THAT(values(line), ElementsAre(0, 1, 1, 5, 5, 5));
  line.alias().mul_(2);
  EXPECT_THAT(values(line), ElementsAre(0, 2, 2, 10, 10, 10));
}

TEST(Views, GradientsPassThroughWrites) {
  const Tensor x = random({3, 3}, requires_grad()), d = random({3}, requires_grad(), 3);
  const Tensor y = x * 1;
  y.diagonal().copy_(d);
  const Tensor weights = random({3, 3}, {}, 4);
  (y * weights).sum().backward();
  const auto w = values(weights);
  EXPECT_THAT(values(d.grad()), ElementsAre(w[0], w[4], w[8]));
  EXPECT_THAT(values(x.grad()), ElementsAre(0, w[1], w[2], w[3], 0, w[5], w[6], w[7], 0));
}

TEST(Views, OfOtherViews) {
  EXPECT_EQ(random({2, 3, 4}).numpy_T().sizes(), IntArrayRef({4, 3, 2}));
  EXPECT_EQ(random({2, 3, 4}).mT().sizes(), IntArrayRef({2, 4, 3}));
  EXPECT_EQ(random({2, 3}).ravel().sizes(), IntArrayRef({6}));
  EXPECT_EQ(random({2, 3}).view_as(zeros({6})).sizes(), IntArrayRef({6}));
  EXPECT_EQ(random({2, 3}).reshape_as(zeros({3, 2})).sizes(), IntArrayRef({3, 2}));
  EXPECT_EQ(random({3}).expand_as(zeros({2, 3})).strides(), IntArrayRef({0, 1}));
  const Tensor total = ones({2, 3, 4}).sum_to_size({3, 1});
  EXPECT_THAT(values(total), ElementsAre(8, 8, 8));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "size {[2]} is not expandable to size {[2, 3]}.", [] {
    ones({2, 3}).sum_to_size({2});
  }));
  EXPECT_EQ(random({2, 3}).new_zeros({4}).sizes(), IntArrayRef({4}));
}

}  // namespace
}  // namespace pumice
