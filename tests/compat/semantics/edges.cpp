// Gradients where a function has a kink, a tie or no value; and what undefined tensors answer.
#include "show.h"

namespace semantics {
namespace {

using Function = std::function<Tensor(const Tensor&)>;
using Binary = std::function<Tensor(const Tensor&, const Tensor&)>;

/// f(x) and x's gradient for the cotangent 1, 2, 3, ...
std::vector<Tensor> slope(const Tensor& x, const Function& f) {
  const Tensor leaf = x.detach().requires_grad_(), y = f(leaf);
  const Tensor g = (counted(y.sizes().vec(), y.scalar_type()) + 1).view(y.sizes());
  return {y.detach(), torch::autograd::grad({y}, {leaf}, {g})[0]};
}
std::vector<Tensor> slopes(const Tensor& a, const Tensor& b, const Binary& f) {
  const Tensor left = a.detach().requires_grad_(), right = b.detach().requires_grad_();
  const Tensor y = f(left, right), g = (counted(y.sizes().vec(), y.scalar_type()) + 1);
  const auto grads = torch::autograd::grad({y}, {left, right}, {g}, {}, false, true);
  return {y.detach(), grads[0], grads[1]};
}
/// The gradient of the gradient's squares.
Tensor bend(const Tensor& x, const Function& f) {
  const Tensor leaf = x.detach().requires_grad_();
  const Tensor g = torch::autograd::grad({f(leaf).sum()}, {leaf}, {}, true, true)[0];
  return torch::autograd::grad({(g * g).sum()}, {leaf})[0];
}
#define BEND(...) \
  show("bend " #__VA_ARGS__, bend(x, [&](const Tensor& t) -> Tensor { return __VA_ARGS__; }))
#define SLOPE(...) \
  show(#__VA_ARGS__, slope(x, [&](const Tensor& t) -> Tensor { return __VA_ARGS__; }))
#define SLOPES(...)  \
  show(#__VA_ARGS__, \
       slopes(a, b, [](const Tensor& s, const Tensor& t) -> Tensor { return __VA_ARGS__; }))

Tensor numbers(std::vector<double> values, ScalarType d) { return torch::tensor(values).to(d); }

void of_one(ScalarType d) {
  const Tensor x = numbers({-2, -1, -0.5, 0, 0.5, 1, 2, kNan, kInf, -kInf}, d);
  SLOPE(t.relu());
  SLOPE(t.abs());
  SLOPE(torch::leaky_relu(t, 0.1));
  SLOPE(t.sign());
  SLOPE(t.round());
  SLOPE(t.sqrt());
  SLOPE(t.reciprocal());
  SLOPE(t.clamp(-1, 1));
  SLOPE(t.clamp(1, -1));
  SLOPE(t.clamp_min(0));
  SLOPE(t.clamp(kNan, 1));
  SLOPE(t.clamp_max(kNan));
  SLOPE(torch::clamp(t, numbers({1}, d), numbers({-1}, d)));
  SLOPE(torch::maximum(t, numbers({0}, d)));
  SLOPE(torch::fmax(t, numbers({0}, d)));
  SLOPE(t.pow(0));
  SLOPE(t.pow(1));
  SLOPE(t.pow(2));
  SLOPE(torch::pow(0, t));
  SLOPE(torch::pow(1, t));
  SLOPE(t.logit());
  SLOPE(t.fmod(2));
  SLOPE(t.remainder(2));
  SLOPE(torch::div(t, 2, "trunc"));
  SLOPE(torch::xlogy(0, t));
  SLOPE(t.nan_to_num());
  SLOPE(t.max());
  SLOPE(t.nansum());
}

void of_two(ScalarType d) {
  const Tensor a = numbers({0, 0, 0, 1, -1, 2, -2, 4, kNan}, d),
               b = numbers({0, 1, -1, 0, 0, 2, 0.5, 4, 1}, d);
  SLOPES(torch::maximum(s, t));
  SLOPES(torch::minimum(s, t));
  SLOPES(torch::fmax(s, t));
  SLOPES(torch::atan2(s, t));
  SLOPES(torch::hypot(s, t));
  SLOPES(torch::pow(s, t));
  SLOPES(torch::xlogy(s, t));
  SLOPES(torch::fmod(s, t));
  SLOPES(torch::div(s, t, "trunc"));
  SLOPES(torch::div(s, t, "floor"));
  SLOPES(torch::copysign(s, t));
  SLOPES(torch::clamp(s, t, t));
  SAYS(torch::floor_divide(a.detach().requires_grad_(), b).sum().backward());
  SAYS(torch::heaviside(a.detach().requires_grad_(), b).sum().backward());
  SAYS(std::get<0>(torch::aminmax(a.detach().requires_grad_())).backward());
  SHOW(torch::floor_divide(a.detach().requires_grad_(), 2).grad_fn()->name());
}

// A masked derivative is multiplied by what comes in, so infinite factors show; and quotients are
// rounded down where the remainder is taken.
void of_factors(ScalarType d) {
  const Tensor x = numbers({0, 1, 2, -1, 0.5}, d);
  BEND(torch::pow(0, t));
  BEND(torch::pow(1, t));
  BEND(torch::pow(2, t));
  BEND(torch::pow(torch::zeros_like(t), t));
  BEND(torch::pow(torch::full_like(t, 0.5), t));
  const Tensor a = numbers({3, -3, 1, -1, 6}, d), b = numbers({0.6, 0.6, 0.1, 0.1, -0.6}, d);
  SLOPES(torch::remainder(s, t));
}

void of_crosses(ScalarType d) {
  const Tensor a = numbers({1, 2, 4, 3, -1, 0.5}, d).view({2, 3}), b = numbers({2, 0, 1}, d);
  const Tensor x = b, y = b.view({1, 3});
  SLOPE(torch::linalg_cross(t, numbers({1, -1, 2}, d)));
  BEND(torch::linalg_cross(t, t * t * numbers({1, -1, 2}, d)));
  const Tensor left = a.detach().requires_grad_(), right = y.detach().requires_grad_();
  const Tensor product = torch::linalg_cross(left, right);
  const auto grads = torch::autograd::grad({product.sum()}, {left, right}, {}, true, true);
  SHOW(product, grads, grads[0]._version(), product.grad_fn()->next_edge(1).function->name());
  const Tensor changed = left * 1, other = torch::linalg_cross(changed, right);
  changed.detach().add_(1);
  THROWS(other.sum().backward());
}

void of_many(ScalarType d) {
  for (const Tensor& x :
       {numbers({1, 3, 3, 2, 3, 1}, d).view({2, 3}), numbers({2, 2, 2, 2, 2, 2}, d).view({2, 3}),
        numbers({0, 0, 0, 2, 0, 3}, d).view({2, 3})}) {
    SLOPE(t.amax(1));
    SLOPE(t.max());
    SLOPE(std::get<0>(t.max(1)));
    SLOPE(t.median());
    SLOPE(std::get<0>(t.sort(1)));
    SLOPE(std::get<0>(t.cummax(1)));
    SLOPE(t.std(1));
    SLOPE(t.norm());
    SLOPE(t.norm(2, 1));
    SLOPE(t.norm(1));
    SLOPE(t.norm(kInf));
    SLOPE(t.prod());
    SLOPE(t.prod(1));
    SLOPE(t.cumprod(1));
    SLOPE(t.logsumexp(1));
    SLOPE(torch::cdist(t, t.detach()));
    SLOPE(torch::max_pool2d(t.unsqueeze(0), 2, 1));
  }
  const Tensor x = numbers({-kInf, -kInf, 1, -kInf}, d).view({2, 2});
  SLOPE(t.logsumexp(1));
  SLOPE(t.softmax(1));
}

void of_whole(ScalarType d) {
  const Tensor x = torch::tensor({1, 2, 3}).to(d);
  THROWS(1 / x);
  THROWS(2.5 / x);
  SHOW(torch::addcmul(x, x, x, 2.5), x / 2, x.reciprocal() * 2);
}

void undefined() {
  const Tensor x, y = torch::ones({2});
  SHOW(x.defined(), x.sizes(), x.dim(), x.numel(), x.size(0), x.size(-1), x.storage_offset());
  SHOW(x.is_contiguous(), x.is_contiguous(torch::MemoryFormat::ChannelsLast),
       x.is_non_overlapping_and_dense(), x.requires_grad(), x.is_inference(), x._version());
  SHOW(x.toString(), x.contiguous().defined(), x.is_same(Tensor()), x.has_storage());
  SAYS(x.strides());
  SAYS(x.stride(0));
  SAYS(x.device());
  SAYS(x.options());
  SAYS(x.storage());
  SAYS(x.is_alias_of(y));
  SAYS(x.is_leaf());
  SAYS(x.grad());
  SAYS(x.grad_fn());
  SAYS(x.output_nr());
  SAYS(x.is_view());
  SAYS(x.requires_grad_());
  THROWS(x + 1);
  THROWS(y + x);
  THROWS(y.clone().copy_(x));
  THROWS(x.item());
  THROWS(torch::cat({x, y}));
  THROWS(torch::stack({x, y}));
}

}  // namespace

void edges() {
  each({kFloat, kDouble}, [](ScalarType d) {
    of_one(d);
    of_two(d);
    of_factors(d);
    of_crosses(d);
    of_many(d);
  });
  each(whole_dtypes(), of_whole);
  undefined();
}

}  // namespace semantics
