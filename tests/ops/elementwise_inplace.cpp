// In-place forms of the elementwise operators, beyond what follows from their samples
// (derived/methods_test.cpp): composites, dtypes that are kept, PyTorch's errors before anything is
// written.
#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

TEST(InPlace, CompositesAreTheOthers) {
  const Tensor a = random({3, 5}, {}, 2), b = random({5}, {}, 3), w = random({3, 1}, {}, 4).abs();
  const Tensor x = random({3, 5});
  EXPECT_TRUE(equal(x.clone().lerp_(a, 0.25), lerp(x, a, 0.25)));
  EXPECT_TRUE(equal(x.clone().lerp_(a, 0.75), lerp(x, a, 0.75)));
  EXPECT_TRUE(equal(x.clone().lerp_(a, w), lerp(x, a, w)));
  EXPECT_TRUE(equal(x.lerp(a, 0), x));
  EXPECT_TRUE(equal(x.lerp(a, 1), a));
  EXPECT_TRUE(equal(x.clone().addcmul_(a, b, -0.5), addcmul(x, a, b, -0.5)));
  EXPECT_TRUE(equal(x.clone().addcdiv_(a, b, 3), addcdiv(x, a, b, 3)));
  EXPECT_TRUE(equal(x.clone().clamp_(-0.5, 0.75), clamp(x, -0.5, 0.75)));
  EXPECT_TRUE(equal(x.clone().clamp_(std::optional(b), std::optional(w)),
                    clamp(x, std::optional(b), std::optional(w))));
  EXPECT_TRUE(equal(x.clone().masked_fill_(b > 0, 7), masked_fill(x, b > 0, 7)));
  EXPECT_TRUE(equal(x.clone().div_(b, "floor"), div(x, b, "floor")));
  EXPECT_TRUE(equal(x.clone().div_(b, "trunc"), div(x, b, "trunc")));
}

TEST(InPlace, MaskedFillSendsGradientsToBoth) {
  const Tensor x = random({4}).requires_grad_(), mask = tensor({1, 0, 0, 1}) > 0;
  const Tensor value = tensor(2.5).requires_grad_();
  Tensor y = x.clone();
  y.masked_fill_(mask, value);
  (y * tensor({1.0, 2.0, 3.0, 4.0})).sum().backward();
  EXPECT_THAT(values(x.grad()), ::testing::ElementsAre(0, 2, 3, 0));
  EXPECT_EQ(value.grad().item<float>(), 5);
}

TEST(InPlace, ComparisonsAndLogicKeepTheDtype) {
  const Tensor x = tensor({1.0, 2.0, 3.0}), y = tensor({3.0, 2.0, 1.0});
  EXPECT_THAT(values(x.clone().lt_(y)), ::testing::ElementsAre(1, 0, 0));
  EXPECT_EQ(x.clone().lt_(y).scalar_type(), kFloat);
  EXPECT_THAT(values(x.clone().ge_(2)), ::testing::ElementsAre(0, 1, 1));
  EXPECT_THAT(values(x.clone().logical_and_(tensor({0, 1, 1}))), ::testing::ElementsAre(0, 1, 1));
  EXPECT_THAT(values(x.clone().logical_not_()), ::testing::ElementsAre(0, 0, 0));
  const Tensor bits = tensor({12, 10, 255}, TensorOptions(kInt));
  EXPECT_THAT(values(bits.clone().bitwise_and_(6)), ::testing::ElementsAre(4, 2, 6));
  Tensor shifted = bits.clone();
  shifted |= bits << 8;
  EXPECT_THAT(values(shifted), ::testing::ElementsAre(12 * 257, 10 * 257, 255 * 257));
  EXPECT_THAT(values(~bits), ::testing::ElementsAre(-13, -11, -256));
  EXPECT_THAT(values(1 & bits), ::testing::ElementsAre(0, 0, 1));
  EXPECT_THAT(values(bits.clone().bitwise_left_shift_(1)), ::testing::ElementsAre(24, 20, 510));
}

TEST(InPlace, Fills) {
  const Tensor x = zeros({4, 3});
  x.fill_(tensor(2));
  EXPECT_EQ(values(x)[11], 2);
  x.zero_();
  x.fill_diagonal_(5);
  EXPECT_THAT(values(x), ::testing::ElementsAre(5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0));
  const Tensor tall = zeros({7, 3});
  tall.fill_diagonal_(1, true);
  EXPECT_THAT(values(tall), ::testing::ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0,
                                                   1, 0, 0, 0, 1));
  const Tensor cube = zeros({2, 2, 2});
  cube.fill_diagonal_(3);
  EXPECT_THAT(values(cube), ::testing::ElementsAre(3, 0, 0, 0, 0, 0, 0, 3));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "dimensions must larger than 1",
                         [] { zeros({3}).fill_diagonal_(1); }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "all dimensions of input must be of equal length", [] {
    zeros({2, 2, 3}).fill_diagonal_(1);
  }));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "only supports 0-dimension value tensor",
                         [] { zeros({3}).fill_(zeros({3})); }));
}

TEST(InPlace, RefusesInPyTorchsWordsAndWritesNothing) {
  const Tensor whole = tensor({1, 2, 3}, TensorOptions(kLong));
  const auto refused = [&](ErrorKind kind, const char* text, auto f) {
    EXPECT_TRUE(fails_with(kind, text, f));
    EXPECT_THAT(values(whole), ::testing::ElementsAre(1, 2, 3));
  };
  const char* cast = "result type Float can't be cast to the desired output type Long";
  refused(ErrorKind::dtype, cast, [&] { whole.exp2_(); });
  refused(ErrorKind::dtype, cast, [&] { whole.div_(2); });
  refused(ErrorKind::dtype, cast, [&] { whole.fmod_(1.5); });
  refused(ErrorKind::dtype, "result type Float can't be cast to the desired output type long int",
          [&] { whole.clamp_(0.5, 1.5); });
  refused(ErrorKind::dtype, cast, [&] { whole.xlogy_(whole); });
  refused(ErrorKind::shape, "output with shape [3] doesn't match the broadcast shape [2, 3]", [&] {
    whole.bitwise_or_(zeros({2, 3}, TensorOptions(kLong)));
  });
  refused(ErrorKind::shape, "output with shape [3] doesn't match the broadcast shape [2, 3]", [&] {
    whole.eq_(zeros({2, 3}, TensorOptions(kLong)));
  });
  refused(ErrorKind::value, "ZeroDivisionError", [&] { whole.remainder_(0); });
  const Tensor leaf = random({3}).requires_grad_();
  refused(ErrorKind::autograd, "a leaf Variable that requires grad is being used in an in-place",
          [&] { leaf.floor_(); });
  refused(ErrorKind::value, "more than one element of the written-to tensor", [&] {
    random({1, 3}).expand({2, 3}).log1p_();
  });
}

}  // namespace
}  // namespace pumice::testing
