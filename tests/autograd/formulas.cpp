// First and second derivatives of formulas of several operators, against finite differences.
#include "support/values.h"

namespace pumice {
namespace {

using autograd::variable_list;
using testing::random;

const TensorOptions leaf = TensorOptions(kDouble).device(kCPU).requires_grad(true);

void check(const std::function<variable_list(const variable_list&)>& fn,
           const variable_list& inputs) {
  EXPECT_TRUE(autograd::gradcheck(fn, inputs));
  EXPECT_TRUE(autograd::gradgradcheck(fn, inputs));
}

TEST(Formulas, TwoLayers) {
  check(
      [](const variable_list& in) {
        const Tensor hidden = tanh(matmul(in[0], in[1]) + in[2]);
        return variable_list{(hidden * sigmoid(hidden)).sum({1}), exp(in[2]).mean()};
      },
      {random({3, 2}, leaf), random({2, 4}, leaf, 8), random({4}, leaf, 9)});
}

TEST(Formulas, SoftmaxByHand) {
  check(
      [](const variable_list& in) {
        const Tensor e = exp(in[0]);
        return variable_list{e / e.sum({1}, true)};
      },
      {random({2, 3}, leaf)});
}

TEST(Formulas, StandardisationWithViews) {
  check(
      [](const variable_list& in) {
        const Tensor x = in[0].t().reshape({2, 3, 2});
        const Tensor centred = x - x.mean({0, 2}, true);
        const Tensor scaled = centred * rsqrt((centred * centred).mean({0, 2}, true) + 0.1);
        return variable_list{scaled.permute({2, 0, 1}).select(0, 1)};
      },
      {random({3, 4}, leaf)});
}

TEST(Formulas, PenaltyOnAGradient) {
  check(
      [](const variable_list& in) {
        const Tensor y = (in[0] * in[0] * in[1]).sum();
        const Tensor g = autograd::grad({y}, {in[0]}, {}, {}, /*create_graph=*/true)[0];
        return variable_list{(g * g).sum()};
      },
      {random({3}, leaf), random({3}, leaf, 8)});
}

}  // namespace
}  // namespace pumice
