// Memory formats: channels_last, and what copies and results keep of their operands' order.
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::random;
using testing::values;

constexpr MemoryFormat kLast = MemoryFormat::ChannelsLast, kFirst = MemoryFormat::Contiguous;

TEST(MemoryFormat, ChannelsLastOfFourAndFiveDims) {
  const Tensor a = random({2, 3, 4, 5});
  const Tensor b = a.contiguous(kLast);
  EXPECT_EQ(b.strides(), IntArrayRef({60, 1, 15, 3}));
  EXPECT_TRUE(b.is_contiguous(kLast));
  EXPECT_FALSE(b.is_contiguous());
  EXPECT_TRUE(b.is_non_overlapping_and_dense());
  EXPECT_EQ(b.suggest_memory_format(), kLast);
  EXPECT_EQ(a.suggest_memory_format(), kFirst);
  EXPECT_EQ(values(b), values(a));
  EXPECT_TRUE(b.contiguous(kLast).is_same(b));
  EXPECT_TRUE(b.contiguous().is_contiguous());
  const Tensor c = random({2, 3, 2, 2, 2}).contiguous(MemoryFormat::ChannelsLast3d);
  EXPECT_EQ(c.strides(), IntArrayRef({24, 1, 12, 6, 3}));
  EXPECT_EQ(c.suggest_memory_format(), MemoryFormat::ChannelsLast3d);
  // One channel: both orders are the same memory, and the plain one wins.
  const Tensor single = random({2, 1, 4, 5});
  EXPECT_TRUE(single.is_contiguous(kLast));
  EXPECT_EQ(single.suggest_memory_format(), kFirst);
  EXPECT_TRUE(
      fails_with(ErrorKind::shape, "required rank 4 tensor to use channels_last format", [] {
        random({2, 3}).contiguous(kLast);
      }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "preserve memory format is unsupported",
                         [&] { a.transpose(0, 1).contiguous(MemoryFormat::Preserve); }));
}

TEST(MemoryFormat, FactoriesTakeIt) {
  EXPECT_TRUE(empty({2, 3, 4, 5}, memory_format(kLast)).is_contiguous(kLast));
  EXPECT_TRUE(empty({2, 3, 4, 5}, {}, kLast).is_contiguous(kLast));
  EXPECT_TRUE(fails_with(ErrorKind::value, "unsupported memory format option Preserve", [] {
    empty({2, 3, 4, 5}, {}, MemoryFormat::Preserve);
  }));
  const Tensor a = random({2, 3, 4, 5}).contiguous(kLast);
  for (const Tensor& like : {empty_like(a), zeros_like(a), ones_like(a), full_like(a, 2),
                             rand_like(a), randn_like(a), randint_like(a, 5)})
    EXPECT_EQ(like.strides(), a.strides());
  EXPECT_TRUE(zeros_like(a, {}, kFirst).is_contiguous());
  EXPECT_TRUE(zeros_like(random({2, 3, 4, 5}), {}, kLast).is_contiguous(kLast));
}

TEST(MemoryFormat, CopiesPreserveDenseStrides) {
  const Tensor t = random({3, 4, 5}).permute({2, 0, 1});
  EXPECT_EQ(t.clone().strides(), t.strides());
  EXPECT_EQ(t.to(kInt).strides(), t.strides());
  EXPECT_EQ(t.cpu().strides(), t.strides());
  EXPECT_EQ(t.cpu().to(t.device()).strides(), t.strides());
  EXPECT_EQ(values(t.cpu().to(t.device())), values(t));
  EXPECT_EQ(t.to(t.options(), false, true).strides(), t.strides());
  EXPECT_TRUE(t.clone(kFirst).is_contiguous());
  // Not dense: the order of the dims is kept, the gaps are not.
  const Tensor gaps = t.slice(0, 0, 5, 2);
  EXPECT_EQ(gaps.strides(), IntArrayRef({2, 20, 5}));
  EXPECT_EQ(gaps.clone().strides(), IntArrayRef({1, 12, 3}));
  EXPECT_EQ(values(gaps.clone()), values(gaps));
  EXPECT_EQ(random({3, 1}).expand({3, 4}).clone().strides(), IntArrayRef({4, 1}));
  EXPECT_EQ(random({4}).expand({3, 4}).clone().strides(), IntArrayRef({4, 1}));
  // A named format: copies where it is not already that of the tensor.
  const Tensor image = random({2, 3, 4, 5});
  EXPECT_TRUE(image.to(image.options(), false, false, kLast).is_contiguous(kLast));
  EXPECT_TRUE(image.to(TensorOptions(kLast)).is_contiguous(kLast));
  EXPECT_TRUE(image.to(kFloat, false, false, kFirst).is_same(image));
  EXPECT_TRUE(image.reshape({6, 20}).is_alias_of(image));
  EXPECT_EQ(values(image.contiguous(kLast).reshape({6, 20})), values(image));
}

TEST(MemoryFormat, ResultsKeepIt) {
  const Tensor a = random({2, 3, 4, 5}).contiguous(kLast), b = random({2, 3, 4, 5}, {}, 3);
  EXPECT_TRUE(exp(a).is_contiguous(kLast));
  EXPECT_TRUE((a + b.contiguous(kLast)).is_contiguous(kLast));
  EXPECT_TRUE((a * 2).is_contiguous(kLast));
  EXPECT_TRUE((a + random({3, 1, 1})).is_contiguous(kLast));
  EXPECT_TRUE((random({3, 1, 1}) + a).is_contiguous(kLast));
  EXPECT_TRUE((a + b).is_contiguous(kLast));  // the first operand decides
  EXPECT_TRUE((b + a).is_contiguous());
  EXPECT_TRUE(gt(a, 0).is_contiguous(kLast));
  EXPECT_EQ(values(a + b), values(a.contiguous() + b));
  const Tensor gaps = random({4, 6}).t().slice(0, 0, 6, 2);
  EXPECT_EQ(exp(gaps).strides(), IntArrayRef({1, 3}));
  EXPECT_EQ(values(exp(gaps)), values(exp(gaps.contiguous())));
}

TEST(MemoryFormat, GradientsPassThrough) {
  const Tensor x = random({2, 3, 4, 5}, requires_grad());
  const Tensor y = x.contiguous(kLast) * 2;
  y.backward(ones_like(y));
  EXPECT_EQ(x.grad().sizes(), x.sizes());
  for (const double g : values(x.grad())) EXPECT_EQ(g, 2);
}

/// Dispatches that f records.
template <class F>
uint64_t recorded(F&& f) {
  synchronize(default_device());
  const uint64_t before = statistics(default_device()).recorded;
  f();
  synchronize(default_device());
  return statistics(default_device()).recorded - before;
}

TEST(HiddenCopies, ViewsRecordNothing) {
  const Tensor a = random({4, 6, 8}), image = random({2, 3, 4, 4});
  values(a);
  EXPECT_EQ(recorded([&] {
              a.view({24, 8});
              a.reshape({-1});
              a.permute({2, 0, 1}).transpose(0, 1).movedim(0, -1);
              a.select(0, 1).narrow(0, 1, 2).slice(1, 0, 8, 3).unsqueeze(0).squeeze();
              a.expand({2, 4, 6, 8}).diagonal(0, 1, 2).unbind(0);
              a.unfold(2, 3, 2).flatten(0, 1).unflatten(0, {4, 6});
              a.split(2, 1)[0].chunk(2)[1].as_strided({2}, {1});
              a.tensor_split(3, 2);
              a.split({1, 3}, 0);
              a.view(kInt);
              a.detach().alias().transpose_(0, 2).squeeze_();
              a.contiguous();
              a.to(kFloat).to(a.device());
              image.contiguous().to(kFloat, false, false, kFirst);
            }),
            0u);
}

TEST(HiddenCopies, InPlaceWritesAreOneDispatchEach) {
  const Tensor a = random({4, 6}), b = random({4, 6}, {}, 2);
  const Tensor image = random({2, 3, 4, 4}).contiguous(kLast);
  values(a + b);
  values(image);
  EXPECT_EQ(recorded([&] { a.add_(b); }), 1u);
  EXPECT_EQ(recorded([&] { a.t().mul_(b.t()); }), 1u);
  EXPECT_EQ(recorded([&] { a.narrow(1, 1, 3).copy_(b.narrow(1, 2, 3)); }), 1u);
  EXPECT_EQ(recorded([&] { a.select(0, 2).zero_(); }), 1u);
  EXPECT_EQ(recorded([&] { a.exp_(); }), 1u);
  EXPECT_EQ(recorded([&] { image.mul_(2).relu_(); }), 2u);
  EXPECT_EQ(recorded([&] { exp(image); }), 1u);
  synchronize(default_device());
}

}  // namespace
}  // namespace pumice
