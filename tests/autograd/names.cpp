// The names of grad_fn, as libtorch has them: operators that are made of others, and the numbers of
// the forms with tensors and with numbers.
#include "support/values.h"

namespace pumice {
namespace {

Tensor leaf(const std::vector<int64_t>& sizes) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return (arange(static_cast<double>(count)) * 0.1 + 0.2).view(sizes).set_requires_grad(true);
}
std::string name(const Tensor& t) { return t.grad_fn() ? t.grad_fn()->name() : "none"; }

TEST(Names, OfArithmetic) {
  const Tensor x = leaf({3});
  EXPECT_EQ(name(x + x), "AddBackward0");
  EXPECT_EQ(name(1 + x), "AddBackward1");
  EXPECT_EQ(name(x - 1), "SubBackward1");
  EXPECT_EQ(name(1 - x), "SubBackward0");
  EXPECT_EQ(name(x * 2), "MulBackward1");
  EXPECT_EQ(name(2 / x), "DivBackward0");
  EXPECT_EQ(name(x.div(2, "floor")), "DivBackward3");
  EXPECT_EQ(name(x.div(x, "trunc")), "DivBackward2");
  EXPECT_EQ(name(rsub(x, x)), "RsubBackward0");
  EXPECT_EQ(name(rsub(x, 1)), "RsubBackward1");
  EXPECT_EQ(name(x.pow(2)), "PowBackward0");
  EXPECT_EQ(name(x.pow(0.5)), "PowBackward0");
  EXPECT_EQ(name(x.sqrt()), "SqrtBackward0");
  EXPECT_EQ(name(x.pow(x)), "PowBackward1");
  EXPECT_EQ(name(pow(2, x)), "PowBackward2");
  EXPECT_EQ(name(x.fmod(2)), "FmodBackward0");
  EXPECT_EQ(name(x.fmod(x)), "FmodBackward1");
  EXPECT_EQ(name(x.xlogy(2)), "XlogyBackward2");
  EXPECT_EQ(name(xlogy(2, x)), "XlogyBackward1");
  EXPECT_EQ(name(x.lerp(x, 0.3)), "LerpBackward0");
  EXPECT_EQ(name(x.addcmul(x, x)), "AddcmulBackward0");
  EXPECT_EQ(name(x.clamp(0, 1)), "ClampBackward1");
  EXPECT_EQ(name(x.clamp_min(0)), "ClampMinBackward0");
  EXPECT_EQ(name(x.log1p()), "Log1PBackward0");
  EXPECT_EQ(name(x.round(1)), "RoundBackward1");
  EXPECT_EQ(name(x.nan_to_num()), "NanToNumBackward0");
  EXPECT_EQ(name(polygamma(0, x)), "PolygammaBackward0");
}

TEST(Names, OfWhatIsMadeOfOthers) {
  const Tensor x = leaf({2, 2}), b = leaf({2}), y = leaf({1, 2, 2});
  EXPECT_EQ(name(stack({x, x})), "StackBackward0");
  EXPECT_EQ(name(block_diag({x, x})), "BlockDiagBackward0");
  EXPECT_EQ(name(x.max()), "MaxBackward1");
  EXPECT_EQ(name(std::get<0>(x.max(0))), "MaxBackward0");
  EXPECT_EQ(name(x.amax(0)), "AmaxBackward0");
  EXPECT_EQ(name(x.nansum()), "NansumBackward0");
  EXPECT_EQ(name(std::get<0>(var_mean(x))), "VarMeanBackward0");
  EXPECT_EQ(name(x.trace()), "TraceBackward0");
  EXPECT_EQ(name(x.rot90()), "Rot90Backward0");
  EXPECT_EQ(name(x.roll(1)), "RollBackward0");
  EXPECT_EQ(name(x.dist(x)), "DistBackward0");
  EXPECT_EQ(name(x.masked_fill(x > 0, 1)), "MaskedFillBackward0");
  EXPECT_EQ(name(linear(x, x, b)), "AddmmBackward0");
  EXPECT_EQ(name(linear(x, x)), "MmBackward0");
  EXPECT_EQ(name(linear(y, x, b)), "ViewBackward0");
  EXPECT_EQ(name(linear(y, x)), "UnsafeViewBackward0");
  EXPECT_EQ(name(x.matmul(b)), "MvBackward0");
  EXPECT_EQ(name(b.matmul(b)), "DotBackward0");
  EXPECT_EQ(name(y.matmul(x)), "UnsafeViewBackward0");
  EXPECT_EQ(name(x.t().reshape({4})), "UnsafeViewBackward0");
}

TEST(Names, OfWritesInPlace) {
  const auto after = [](auto&& write) {
    const Tensor y = leaf({3}).clone();
    write(y);
    return name(y);
  };
  EXPECT_EQ(after([](const Tensor& y) { y.sub_(1); }), "SubBackward1");
  EXPECT_EQ(after([](const Tensor& y) { y.pow_(2); }), "PowBackward0");
  EXPECT_EQ(after([](const Tensor& y) { y.lerp_(ones({3}), 0.8); }), "LerpBackward0");
  EXPECT_EQ(after([](const Tensor& y) { y.clamp_(0, 1); }), "ClampBackward1");
  EXPECT_EQ(after([](const Tensor& y) { y.fill_(1); }), "FillBackward2");
  EXPECT_EQ(after([](const Tensor& y) { y.fill_(ones({})); }), "FillBackward3");
  EXPECT_EQ(after([](const Tensor& y) { y.cumsum_(0); }), "CumsumBackward0");
  EXPECT_EQ(after([](const Tensor& y) { y.eq_(0); }), "EqBackward0");
  // A view's history is its base's.
  const Tensor base = leaf({3}).clone(), part = base.narrow(0, 0, 2);
  part.lerp_(ones({2}), 0.8);
  EXPECT_EQ(name(base), "torch::autograd::CopySlices");
}

}  // namespace
}  // namespace pumice
