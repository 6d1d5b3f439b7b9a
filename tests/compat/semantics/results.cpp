// Results that are tensors of their own and may be written to, views that are not, and what becomes
// of views whose base was written to without recording.
#include "show.h"

namespace semantics {
namespace {

Tensor matrix(bool grad) {
  const Tensor x = torch::tensor({{1., -2., 0.5}, {3., 0.25, -1.}}, kFloat);
  return x.requires_grad_(grad);
}

/// Writes to what f makes of a leaf: a view or not, its node then, and the leaf's gradient.
std::string written(const std::function<Tensor(const Tensor&)>& f) {
  const Tensor x = matrix(true), y = f(x);
  const bool view = y.is_view();
  y.mul_(2);
  return text(view) + " " + y.grad_fn()->name() + " " +
         text(torch::autograd::grad({y.sum()}, {x})[0].sum().item<double>());
}

void written_results() {
  const Tensor v = torch::tensor({1.f, 2.f, 3.f}), at = places({0, 1});
  SHOW(written([](const Tensor& x) { return x.sum(1, true); }));
  SHOW(written([](const Tensor& x) { return x.mean(0, true); }));
  SHOW(written([](const Tensor& x) { return std::get<0>(x.max(1, true)); }));
  SHOW(written([&](const Tensor& x) { return x.mv(v); }));
  SHOW(written([&](const Tensor& x) { return x.matmul(v); }));
  SHOW(written([&](const Tensor& x) { return v.matmul(x.t()); }));
  SHOW(written([](const Tensor& x) { return x.unsqueeze(0).matmul(x.t()); }));
  SHOW(written([](const Tensor& x) { return torch::linear(x.unsqueeze(0), x); }));
  SHOW(written([](const Tensor& x) { return torch::kron(x, x); }));
  SHOW(written([](const Tensor& x) { return torch::einsum("ij->j", {x}); }));
  SHOW(written([](const Tensor& x) { return torch::einsum("ij->ji", {x}); }));
  SHOW(written([](const Tensor& x) { return x.repeat({2, 2}); }));
  SHOW(written([](const Tensor& x) { return x.roll(1); }));
  SHOW(written([](const Tensor& x) { return x.rot90(); }));
  SHOW(written([](const Tensor& x) { return x.t().reshape({-1}); }));
  SHOW(written([](const Tensor& x) { return x.t().flatten(); }));
  SHOW(written([](const Tensor& x) { return torch::quantile(x, 0.5, 1, true); }));
  SHOW(written([](const Tensor& x) { return torch::nansum(x, 1, true); }));
  SHOW(written([&](const Tensor& x) { return x.index_select(1, at); }));
  SHOW(written([](const Tensor& x) { return (x * 1).view({-1}); }));
}

void views_or_not() {
  const Tensor x = matrix(false), square = torch::eye(3) * 2, v = torch::ones({3});
  SHOW(x.prod(1, true).is_view(), x.var(1, true, true).is_view(), x.std(1, true, true).is_view(),
       x.norm(2, 1, true).is_view(), x.logsumexp(1, true).is_view(), x.amax(1, true).is_view(),
       x.median().is_view(), x.any(1, true).is_view(), x.argmax(1, true).is_view());
  SHOW(torch::det(square).is_view(), std::get<1>(torch::slogdet(square)).is_view(),
       torch::linalg_solve(square, v).is_view(), torch::linalg_norm(square).is_view(),
       torch::linalg_matrix_norm(square).is_view(), v.dot(v).is_view());
  SHOW(torch::broadcast_tensors({x, v})[0].is_same(x),
       torch::broadcast_tensors({x, v})[1].is_view());
  Tensor kept;
  {
    const torch::NoGradGuard no_grad;
    kept = x.mean(1, true);
  }
  const Tensor weight = torch::ones({1}).requires_grad_();
  SHOW(kept.mul_(weight).grad_fn()->name());
}

void views_made_without_recording() {
  const Tensor x = matrix(true), y = x * 2;
  Tensor view;
  {
    const torch::NoGradGuard no_grad;
    view = y.view({-1});
  }
  SHOW(view.is_leaf(), view.requires_grad(), view.squeeze().grad_fn()->name());
  view.squeeze().sum().backward();
  SHOW(x.grad().defined());
  SHOW(torch::autograd::grad({y.sum()}, {view}, {}, true, false, true)[0].defined());
  THROWS(view.narrow(0, 0, 1).mul_(2));
  THROWS(torch::autograd::grad({x.detach().sum()}, {x.detach()}));
  const Tensor part = y.split(1)[1];
  {
    const torch::NoGradGuard no_grad;
    y.add_(1);
  }
  SHOW(part.is_leaf(), part.output_nr());
  THROWS(part.grad_fn());
  const Tensor turned = (x * 3).t();
  {
    const torch::NoGradGuard no_grad;
    turned.add_(1);
  }
  SHOW(turned.grad_fn()->name(), torch::autograd::grad({turned.sum()}, {x})[0]);
}

void whole_slices() {
  const Tensor x = matrix(true);
  Tensor y = x * 1, z = x * 1;
  y.index_put_({Slice(), Slice(0, 3)}, torch::tensor(5.f));
  SHOW(y.is_view(), y.grad_fn()->name());
  z.index_put_({Slice(), Slice(0, 2)}, torch::tensor(5.f));
  SHOW(z.grad_fn()->name(), torch::autograd::grad({z.sum()}, {x})[0]);
  SHOW(x.t().reshape({3, 2}).grad_fn()->name(),
       x[0].expand({2, 3}).reshape({2, 1, 3}).grad_fn()->name());
  SHOW(torch::ones({}).expand({1}).strides(), torch::ones({}).expand({2, 1}).strides());
}

}  // namespace

void results() {
  written_results();
  views_or_not();
  views_made_without_recording();
  whole_slices();
}

}  // namespace semantics
