// Custom functions, and hooks of nodes.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::AutogradContext;
using autograd::variable_list;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

const TensorOptions leaf = requires_grad();

struct ScaledProduct : autograd::Function<ScaledProduct> {
  static Tensor forward(AutogradContext* ctx, Tensor a, Tensor b, double scale) {
    EXPECT_FALSE(GradMode::is_enabled());
    ctx->save_for_backward({a, b});
    ctx->saved_data["scale"] = scale;
    return a * b * scale;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const auto saved = ctx->get_saved_variables();
    const double scale = ctx->saved_data["scale"].toDouble();
    return {grads[0] * saved[1] * scale, grads[0] * saved[0] * scale, Tensor()};
  }
};

TEST(Function, ComputesItsOwnGradient) {
  const Tensor a = tensor({2.0, 3.0}, leaf), b = tensor({5.0, 7.0}, leaf);
  const Tensor y = ScaledProduct::apply(a, b, 10.0);
  EXPECT_NE(y.grad_fn()->name().find("ScaledProduct"), std::string::npos);
  EXPECT_THAT(values(y), ElementsAre(100, 210));
  y.backward(ones({2}));
  EXPECT_THAT(values(a.grad()), ElementsAre(50, 70));
  EXPECT_THAT(values(b.grad()), ElementsAre(20, 30));
  EXPECT_FALSE(ScaledProduct::apply(a.detach(), b.detach(), 1.0).requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a second time", [&] { y.backward(ones({2})); }));
}

TEST(Function, IsDifferentiableTwice) {
  const TensorOptions exact = TensorOptions(kDouble).device(kCPU).requires_grad(true);
  const auto fn = [](const variable_list& in) {
    return variable_list{ScaledProduct::apply(in[0], in[1], 3.0)};
  };
  const variable_list inputs{random({3}, exact), random({3}, exact, 8)};
  EXPECT_TRUE(autograd::gradcheck(fn, inputs));
  EXPECT_TRUE(autograd::gradgradcheck(fn, inputs));
}

struct Exponential : autograd::Function<Exponential> {
  static variable_list forward(AutogradContext* ctx, Tensor x) {
    const Tensor y = exp(x), sign = x.gt(0.0).to(kFloat);
    ctx->save_for_backward({y});
    ctx->mark_non_differentiable({sign});
    return {y, sign, x};
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    EXPECT_TRUE(grads[0].defined() && grads[2].defined());
    return {grads[0] * ctx->get_saved_variables()[0] + grads[2]};
  }
};

TEST(Function, SavesOutputsAndHandsArgumentsThrough) {
  const Tensor x = tensor({0.5, -1.0}, leaf);
  std::weak_ptr<Node> node;
  {
    const auto out = Exponential::apply(x);
    EXPECT_FALSE(out[1].requires_grad());
    EXPECT_FALSE(out[2].is_same(x));
    EXPECT_TRUE(x.is_leaf());
    node = out[0].grad_fn();
    out[0].backward(ones({2}), /*retain_graph=*/true);
    EXPECT_EQ(values(x.grad()), values(out[0]));
    out[2].backward(tensor({3.0, 4.0}));
  }
  EXPECT_TRUE(node.expired());
}

struct DoubleInPlace : autograd::Function<DoubleInPlace> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.mul_(2.0);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0] * 2.0}; }
};

TEST(Function, MayWriteInPlace) {
  const Tensor x = tensor(3.0, leaf);
  const Tensor y = x * 1.0;
  const Tensor z = DoubleInPlace::apply(y);
  EXPECT_TRUE(z.is_same(y));
  z.backward();
  EXPECT_EQ(x.grad().item<float>(), 2);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a leaf Variable that requires grad",
                         [&] { DoubleInPlace::apply(x); }));
}

struct TooFew : autograd::Function<TooFew> {
  static Tensor forward(AutogradContext*, Tensor a, Tensor b) { return a + b; }
  static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0]}; }
};

TEST(Function, MustAnswerForEveryArgument) {
  const Tensor a = tensor(3.0, leaf);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "incorrect number of gradients (expected 2, got 1)",
                         [&] { TooFew::apply(a, a).backward(); }));
}

struct WrongShape : autograd::Function<WrongShape> {
  static Tensor forward(AutogradContext*, Tensor a) { return a * 2.0; }
  static variable_list backward(AutogradContext*, variable_list) { return {ones({3})}; }
};

TEST(Function, MustGiveGradientsThatFit) {
  const Tensor a = random({2, 2}, leaf);
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "returned an invalid gradient at index 0 - got [3] but expected shape "
                         "compatible with [2, 2]",
                         [&] {
                           WrongShape::apply(a).backward(ones({2, 2}));
                         }));
  EXPECT_FALSE(a.grad().defined());
}

struct WithMask : autograd::Function<WithMask> {
  static variable_list forward(AutogradContext* ctx, Tensor x) {
    const Tensor mask = x > 1;
    ctx->mark_non_differentiable({mask});
    return {x * 2, mask};
  }
  static variable_list backward(AutogradContext*, variable_list grads) {
    EXPECT_EQ(grads[1].scalar_type(), kBool);
    EXPECT_THAT(values(grads[1]), ElementsAre(0, 0));
    return {grads[0] * 2};
  }
};

TEST(Function, GetsZerosForWhatIsNotDifferentiable) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const variable_list y = WithMask::apply(x);
  EXPECT_FALSE(y[1].requires_grad());
  y[0].sum().backward();
  EXPECT_THAT(values(x.grad()), ElementsAre(2, 2));
}

}  // namespace
}  // namespace pumice
