// Gradients of views, once and twice, against finite differences on the CPU.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::variable_list;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

const TensorOptions leaf = TensorOptions(kDouble).device(kCPU).requires_grad(true);

// Squares, so that second derivatives are not all zero.
void check(const std::vector<int64_t>& sizes, const std::function<Tensor(const Tensor&)>& view) {
  const auto fn = [&](const variable_list& in) {
    const Tensor v = view(in[0] * in[0]);
    return variable_list{v * v};
  };
  const Tensor x = random(sizes, leaf);
  EXPECT_TRUE(autograd::gradcheck(fn, {x}));
  EXPECT_TRUE(autograd::gradgradcheck(fn, {x}));
}

TEST(ViewGrad, View) {
  check({2, 6}, [](const Tensor& x) { return x.view({3, 4}); });
  check({2, 3}, [](const Tensor& x) { return x.t().reshape({6}); });
  check({2, 1, 3}, [](const Tensor& x) { return x.flatten(); });
}
TEST(ViewGrad, Permute) {
  check({2, 3, 2}, [](const Tensor& x) { return x.permute({2, 0, 1}); });
  check({2, 3, 2}, [](const Tensor& x) { return x.transpose(0, -1); });
  check({2, 3}, [](const Tensor& x) { return x.t(); });
}
TEST(ViewGrad, Expand) {
  check({3, 1}, [](const Tensor& x) { return x.expand({2, 3, 4}); });
  check({1, 2}, [](const Tensor& x) { return x.expand({3, -1}); });
}
TEST(ViewGrad, Squeeze) {
  check({1, 3, 1}, [](const Tensor& x) { return x.squeeze(); });
  check({1, 3}, [](const Tensor& x) { return x.squeeze(0).unsqueeze(1); });
}
TEST(ViewGrad, Slices) {
  check({5, 2}, [](const Tensor& x) { return x.slice(0, 1, 5, 2); });
  check({5, 2}, [](const Tensor& x) { return x.narrow(0, 2, 3).narrow(1, 1, 1); });
  check({3, 4}, [](const Tensor& x) { return x.select(1, 2); });
  check({3, 4}, [](const Tensor& x) { return x[1][2]; });
}
TEST(ViewGrad, Parts) {
  check({5, 2}, [](const Tensor& x) { return x.split(2)[1] * 3.0; });
  check({3, 2}, [](const Tensor& x) {
    const auto rows = x.unbind();
    return rows[0] * rows[2];
  });
  check({2, 5}, [](const Tensor& x) {
    const auto parts = x.chunk(2, 1);
    return parts[0].narrow(1, 0, 2) * parts[1];
  });
}
TEST(ViewGrad, AsStrided) {
  check({3, 4}, [](const Tensor& x) { return x.as_strided({2, 2}, {4, 2}, 1); });
  check({6}, [](const Tensor& x) { return x.as_strided({4, 3}, {1, 1}); });  // windows overlap
  check({4}, [](const Tensor& x) { return x.as_strided({3, 2, 2}, {0, 1, 2}); });  // repeats
  check({3, 4}, [](const Tensor& x) { return x.t().as_strided({2, 3}, {1, 4}, 1); });
}
TEST(ViewGrad, AsStridedOfElementsThatAreOneInMemory) {
  // What reaches a place is shared by the elements that lie there: PyTorch's values.
  const Tensor x = tensor({1.0, 2.0, 3.0}, requires_grad());
  const Tensor wide = x.expand({2, 3});
  wide.retain_grad();
  const Tensor y = wide.as_strided({3, 2}, {1, 0});
  EXPECT_THAT(values(y), ElementsAre(1, 1, 2, 2, 3, 3));
  y.backward(tensor({{1.0, 2.0}, {4.0, 8.0}, {16.0, 32.0}}));
  EXPECT_THAT(values(wide.grad()), ElementsAre(1.5, 6, 24, 1.5, 6, 24));
  EXPECT_THAT(values(x.grad()), ElementsAre(3, 12, 48));
  // Windows of windows.
  const Tensor z = tensor({1.0, 2.0, 3.0, 4.0}, requires_grad());
  const Tensor windows = z.unfold(0, 3, 1);
  windows.retain_grad();
  windows.as_strided({2}, {2}, 1).backward(tensor({3.0, 5.0}));
  EXPECT_THAT(values(windows.grad()), ElementsAre(0, 1.5, 0, 1.5, 0, 5));
  EXPECT_THAT(values(z.grad()), ElementsAre(0, 3, 0, 5));
  check({3, 1}, [](const Tensor& t) { return t.expand({3, 2}).as_strided({2, 2}, {1, 1}); });
}
// What a reshaped view's gradient must look like is known to the node that takes it.
TEST(ViewGrad, ArgumentReshapedSince) {
  const Tensor x = random({1, 4}, requires_grad());
  const Tensor y = x * 2.0;
  const Tensor flat = y.view({4}), part = y.select(1, 2);
  y.squeeze_();
  (flat * 3.0).sum().backward();
  EXPECT_EQ(x.grad().sizes(), IntArrayRef({1, 4}));
  EXPECT_THAT(values(x.grad()), ElementsAre(6, 6, 6, 6));
  part.sum().backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(6, 6, 8, 6));
}
TEST(ViewGrad, Conversions) {
  check({2, 3}, [](const Tensor& x) { return x.t().contiguous(); });
  check({2, 3}, [](const Tensor& x) { return x.clone(); });
  const Tensor x = random({3}, requires_grad());
  (x.to(kCPU, kDouble) * 2.0).backward(ones({3}, TensorOptions(kDouble).device(kCPU)));
  EXPECT_EQ(x.grad().scalar_type(), kFloat);
  EXPECT_EQ(x.grad().device(), x.device());
  EXPECT_THAT(values(x.grad()), ElementsAre(2, 2, 2));
}
TEST(ViewGrad, WritesThroughViews) {
  const auto fn = [](const variable_list& in) {
    const Tensor y = in[0] * in[0];
    y.t().select(0, 1).copy_(in[1] * in[1]);
    y.narrow(0, 1, 1).mul_(in[1].narrow(0, 0, 1));
    return variable_list{y * y};
  };
  const variable_list inputs{random({2, 3}, leaf), random({2}, leaf, 8)};
  EXPECT_TRUE(autograd::gradcheck(fn, inputs));
  EXPECT_TRUE(autograd::gradgradcheck(fn, inputs));
}

TEST(Gradcheck, FindsWrongGradients) {
  const Tensor x = random({3}, leaf);
  const auto wrong = [](const variable_list& in) {
    return variable_list{in[0] * in[0].detach()};  // the other half is missing
  };
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "gradcheck: Jacobian mismatch for output 0",
                         [&] { autograd::gradcheck(wrong, {x}); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "expects at least one input tensor to require gradient",
                         [&] { autograd::gradcheck(wrong, {x.detach()}); }));
}

}  // namespace
}  // namespace pumice
