// Gradients by what a derivative does not change with, gradients that are refused, what the nodes
// of forms and aliases are called, and how gradients lie.
#include "show.h"

namespace semantics {
namespace {

/// The gradient of f's gradient, which must reach x although it is zero.
Tensor again(const Tensor& of, const std::function<Tensor(const Tensor&)>& f) {
  const Tensor x = of.detach().requires_grad_(), y = f(x);
  const Tensor slope = torch::autograd::grad({y.sum()}, {x}, {}, true, true)[0];
  return torch::autograd::grad({slope.sum()}, {x})[0].detach();
}

void constant() {
  const Tensor x = torch::tensor({{-1., 0., 2.}, {3., -0.5, 1.}}, kFloat);
  SHOW(again(x, [](const Tensor& t) { return t.relu(); }));
  SHOW(again(x, [](const Tensor& t) { return torch::leaky_relu(t, 0.1); }));
  SHOW(again(x, [](const Tensor& t) { return torch::max_pool2d(t.unsqueeze(0), 2, 1); }));
  SHOW(again(x, [](const Tensor& t) { return torch::avg_pool2d(t.unsqueeze(0), 2, 1); }));
  SHOW(again(x, [](const Tensor& t) { return t.relu() * t; }));
  const Tensor line = leaf(), y = line.relu();
  const Tensor slope = torch::autograd::grad({y.sum()}, {line}, {}, true, true)[0];
  SHOW(slope.requires_grad(), slope.grad_fn()->name());
  const Tensor square = leaf({2, 2}), one = torch::linalg_matrix_power(square, 0);
  SHOW(torch::autograd::grad({one.sum()}, {square}));
  const Tensor picked = line.gather(0, torch::empty({0}, kByte));
  SHOW(picked.sizes(), torch::autograd::grad({picked.sum()}, {line}));
  SHOW(line.norm(0).requires_grad(),
       torch::autograd::grad({line.norm(0)}, {line}, {}, {}, false, true));
}

void refused_slopes() {
  const Tensor x = leaf(), at = places({0}), one = torch::ones({1});
  SAYS(x.scatter(0, at, one, "add").sum().backward());
  SAYS((x * 1).scatter_(0, at, 2, "multiply").sum().backward());
  SAYS(torch::nextafter(x, torch::ones({3})).sum().backward());
  SAYS(torch::remainder(2, x).sum().backward());
  SHOW(torch::nextafter(x, torch::ones({3})).grad_fn()->name(),
       x.scatter(0, at, one, "add").grad_fn()->name());
}

std::string named(const Tensor& t) { return t.grad_fn()->name(); }

void names_of_forms() {
  const Tensor x = leaf({2, 3}), v = leaf(), b = leaf({2, 3, 4}), w = leaf({2, 3}),
               low = x.detach();
  SHOW(named(x.sgn()), named((x * 1).sgn_()), named(torch::vdot(v, v)));
  SHOW(named(x.clamp_min(low)), named(x.clamp_max(low)), named(torch::clamp_min(x, low)));
  SHOW(named(torch::matmul(v, b)), named(torch::matmul(leaf({2}), x)));
  SHOW(named(torch::linear(v, w)), named(torch::linear(v, w, leaf({2}))),
       named(torch::linear(v, v)), named(torch::linear(x, v)));
  THROWS(torch::linear(x, v, torch::ones({})));
  SHOW(named(torch::meshgrid({v, v}, "xy")[0]), named(std::get<0>(x.sort(true, 1, false))));
  SHOW(named(torch::mse_loss(x, low, torch::Reduction::None)), named(torch::mse_loss(x, low[0])));
  SHOW(named((x * 1).index_put_({"..."}, 5)), named(x.copysign(-1)), named((x + 5).mvlgamma(2)));
  with({kBFloat16}, [&] {
    const Tensor half = x.to(kBFloat16);
    SHOW(named(half.cumsum(1)), named(half.cumprod(1)), named(half.logcumsumexp(1)));
  });
}

std::string how(const Tensor& y, const std::vector<Tensor>& of) {
  std::string line;
  for (const Tensor& g : torch::autograd::grad({y.sum()}, of)) line += text(g.strides()) + " ";
  return line;
}

void layouts_of_gradients() {
  for (const bool left : {false, true})
    for (const bool right : {false, true}) {
      const Tensor a = counted({3, 4}), b = counted({4, 3});
      const Tensor x = (left ? b.t().detach() : a).requires_grad_();
      const Tensor w = (right ? b.t().detach() : a.clone()).requires_grad_();
      SHOW(how(torch::linear(x, w), {x, w}), how(torch::linear(x, w, torch::ones({3})), {x, w}));
      SHOW(how(torch::addmm(torch::ones({3, 3}), x, w.t()), {x, w}), how(x.mm(w.t()), {x, w}));
      SHOW(torch::lerp(x, w, 0.25).strides(), torch::lerp(x, w, 0.75).strides());
    }
  const auto lies = [](const std::function<Tensor(const Tensor&)>& f) {
    const Tensor x = (counted({3, 3}) + torch::eye(3)).t().requires_grad_();
    return how(f(x), {x});
  };
  SHOW(lies([](const Tensor& t) { return t.prod(); }),
       lies([](const Tensor& t) { return t.prod(1); }));
  SHOW(lies([](const Tensor& t) { return t.max(); }),
       lies([](const Tensor& t) { return t.median(); }));
  SHOW(lies([](const Tensor& t) { return torch::mse_loss(t, t.detach() * 2); }),
       lies([](const Tensor& t) { return t.det(); }),
       lies([](const Tensor& t) { return std::get<1>(t.slogdet()); }));
}

}  // namespace

void slopes() {
  constant();
  refused_slopes();
  names_of_forms();
  layouts_of_gradients();
}

}  // namespace semantics
