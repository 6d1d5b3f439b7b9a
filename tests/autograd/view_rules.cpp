// Which views may be written to while recording, in PyTorch's words.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::AutogradContext;
using autograd::variable_list;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

const TensorOptions leaf = requires_grad();
const std::string kParts =
    " This view is the output of a function that returns multiple views. Such functions do not "
    "allow the output views to be modified inplace. You should replace the inplace operation by an "
    "out-of-place one.";
const std::string kCustom =
    " This view was created inside a custom Function (or because an input was returned as-is)";

TEST(ViewRules, PartsAreNotWritten) {
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0}, leaf);
  const auto refused = [](const std::string& start, const Tensor& view) {
    return fails_with(ErrorKind::autograd, start + kParts, [&] { view.mul_(2.0); });
  };
  const Tensor y = x * 1.0;
  EXPECT_TRUE(refused("Output 2 of UnbindBackward0 is a view and is being modified inplace.",
                      y.unbind()[2]));
  EXPECT_TRUE(refused("Output 1 of SplitBackward0 is a view and is being modified inplace.",
                      y.split(2)[1]));
  EXPECT_TRUE(refused("Output 0 of SplitBackward0 is a view and is being modified inplace.",
                      y.chunk(2)[0]));
  EXPECT_TRUE(refused("Output 0 of UnbindBackward0 is a view and is being modified inplace.",
                      x.unbind()[0]));
  EXPECT_TRUE(refused("Output 0 of SliceBackward0 is a view and is being modified inplace.",
                      y.chunk(2)[0].narrow(0, 0, 1)));
  EXPECT_THAT(values(y), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(y.version(), 0);
  {
    const NoGradGuard guard;
    y.chunk(2)[1].mul_(2.0);
  }
  EXPECT_THAT(values(y), ElementsAre(1, 2, 6, 8));
}

TEST(ViewRules, PartsOfWhatNeedsNoGradient) {
  const Tensor x = tensor(5.0, leaf), buffer = zeros({3});
  const auto parts = buffer.unbind();
  parts[1].fill_(2.0);
  EXPECT_THAT(values(buffer), ElementsAre(0, 2, 0));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "A view was created in no_grad mode and is being modified inplace with "
                         "grad mode enabled." +
                             kParts,
                         [&] { parts[0].copy_(x); }));
  EXPECT_THAT(values(buffer), ElementsAre(0, 2, 0));
}

TEST(ViewRules, PartsDoNotFollowTheirBase) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 1.0, part = y.unbind()[1];
  y.mul_(3.0);
  EXPECT_TRUE(part.requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "Output 1 of UnbindBackward0 is a view and its base or another view of "
                         "its base has been modified inplace." +
                             kParts,
                         [&] { part * 2.0; }));
}

TEST(ViewRules, NoGradViews) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  Tensor view;
  {
    const NoGradGuard guard;
    view = x.narrow(0, 0, 1);
  }
  EXPECT_TRUE(view.requires_grad());  // as its base, though nothing was recorded
  EXPECT_TRUE(view.is_view());
  EXPECT_TRUE(view._base().is_same(x));
  EXPECT_EQ(view.grad_fn(), nullptr);
  EXPECT_FALSE(x.is_view());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Can't get base of non-view Tensor",
                         [&] { (void)x._base(); }));
  EXPECT_TRUE(fails_with(
      ErrorKind::autograd,
      "A view was created in no_grad mode and is being modified inplace with grad mode enabled. "
      "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
      "your code by moving both the view and the inplace either both inside the no_grad block",
      [&] { view.mul_(2.0); }));
}

struct Head : autograd::Function<Head> {
  static Tensor forward(AutogradContext*, Tensor x) { return x.narrow(0, 0, 1); }
  static variable_list backward(AutogradContext*, variable_list g) {
    return {cat({g[0] * 3.0, zeros({1})})};
  }
};
struct Halves : autograd::Function<Halves> {
  static variable_list forward(AutogradContext*, Tensor x) {
    return {x.narrow(0, 0, 1), x.narrow(0, 1, 1)};
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {cat({g[0], g[1]})}; }
};
struct Same : autograd::Function<Same> {
  static Tensor forward(AutogradContext*, Tensor x) { return x; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 5.0}; }
};

TEST(ViewRules, OfCustomFunctions) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 1.0, head = Head::apply(y);
  EXPECT_TRUE(head.is_view());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kCustom, [&] { head.mul_(2.0); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kParts, [&] { Halves::apply(y)[1].mul_(2.0); }));
  const Tensor same = Same::apply(y);
  EXPECT_TRUE(same.is_view());
  EXPECT_FALSE(same.is_same(y));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kCustom, [&] { same.mul_(2.0); }));
  head.backward(ones({1}));
  EXPECT_THAT(values(x.grad()), ElementsAre(3, 0));
  same.backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(8, 5));
  y.mul_(2.0);
  EXPECT_TRUE(
      fails_with(ErrorKind::autograd,
                 "its base or another view of its base has been modified inplace." + kCustom,
                 [&] { (void)same.grad_fn(); }));
}

struct TripleInPlace : autograd::Function<TripleInPlace> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.mul_(3.0);
    ctx->mark_dirty({x});
    ctx->save_for_backward({x});
    return x;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    EXPECT_EQ(ctx->get_saved_variables()[0].sizes(), g[0].sizes());
    return {g[0] * 3.0};
  }
};
struct InPlaceAndMore : autograd::Function<InPlaceAndMore> {
  static variable_list forward(AutogradContext* ctx, Tensor x) {
    x.mul_(3.0);
    ctx->mark_dirty({x});
    return {x, x * 2.0};
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0]}; }
};

TEST(ViewRules, CustomFunctionsWriteThroughViews) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 1.0;
  const Tensor out = TripleInPlace::apply(y.narrow(0, 1, 1));
  EXPECT_EQ(y.grad_fn()->name(), "torch::autograd::CopySlices");
  EXPECT_THAT(values(y), ElementsAre(1, 6));
  y.backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 3));
  EXPECT_TRUE(fails_with(
      ErrorKind::autograd,
      "If your Function modifies inplace an input that is a view of another Tensor, your Function "
      "cannot return more than one Tensor.",
      [&] { InPlaceAndMore::apply((x * 1.0).narrow(0, 0, 1)); }));
}

TEST(ViewRules, DetachedTensorsShareTheVersion) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 2.0, saved = y * y;
  y.detach().mul_(2.0);
  EXPECT_EQ(y.version(), 1);
  EXPECT_FALSE(y.detach().is_view());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "modified by an inplace operation",
                         [&] { saved.backward(ones({2})); }));
  const Tensor z = x * 2.0, kept = z * z;
  z.data().mul_(1.0);
  z.variable_data().mul_(1.0);
  EXPECT_EQ(z.version(), 0);
  kept.backward(ones({2}));
  z.tensor_data().mul_(1.0);
  EXPECT_EQ(z.version(), 1);
}

TEST(ViewRules, SetData) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 3.0;
  x.set_data(tensor({10.0, 20.0}));
  EXPECT_TRUE(x.requires_grad() && x.is_leaf());
  y.backward(ones({2}));
  EXPECT_THAT(values(x.grad()), ElementsAre(3, 3));
  EXPECT_TRUE(fails_with(
      ErrorKind::dtype,
      "data set to a tensor that requires gradients must be floating point or complex dtype",
      [&] { x.set_data(ones({2}, kLong)); }));
  x.mutable_grad().reset();
  x.set_data(ones({3}));
  (x * 2.0).backward(ones({3}));
  EXPECT_THAT(values(x.grad()), ElementsAre(2, 2, 2));
}

}  // namespace
}  // namespace pumice
