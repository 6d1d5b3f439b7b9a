// Every form in which a function may be called, and the versions of gradients.
#include "show.h"

namespace semantics {

namespace {

const torch::optional<Tensor> kNone;

void dims_or_none() {
  const Tensor x = counted({2, 3});
  SHOW(x.sum(torch::nullopt, true), x.mean(torch::nullopt, true), x.nansum(torch::nullopt, true));
  SHOW(x.all(torch::nullopt), x.any(torch::nullopt, true), x.all(torch::IntArrayRef()));
  SHOW(x.var(torch::nullopt, true), torch::var(x, torch::nullopt, torch::Scalar(2), true));
  SHOW(x.var({0}, 1), x.std({1}), x.std(1), torch::std(x, {0}, torch::Scalar(0), true));
  SHOW(torch::var_mean(x, {1}, torch::Scalar(0), true), torch::var_mean(x, 1),
       torch::std_mean(x, torch::nullopt, true), torch::std_mean(x, {0}, false, true));
  SHOW(x.count_nonzero(), x.count_nonzero(torch::optional<int64_t>(1)), x.count_nonzero({0, 1}));
  SHOW(x.norm(2, kFloat), x.slice(), x.to());
}

void tensors_for_numbers() {
  const Tensor x = counted({2, 3}), low = torch::ones({3}), high = torch::ones({2, 1}) * 3;
  SHOW(x.clip(low, high), torch::clip(x, kNone, high), torch::clamp(x, low));
  Tensor y = x.clone(), z = x.clone();
  SHOW(torch::clip_(y, low), torch::clamp_(y, kNone, high), torch::clamp_min_(z, high));
  THROWS(x.clip());
  SHOW(x.narrow(1, torch::tensor(1), 2), torch::narrow(x, 1, torch::tensor(-1), 1));
  THROWS(x.narrow(1, torch::tensor({1}), 2));
  THROWS(x.narrow(1, torch::tensor(1.5), 2));
  SHOW(x.tensor_split(torch::tensor(2), 1), torch::tensor_split(x, torch::tensor({1, 2}), 1));
  THROWS(x.tensor_split(torch::tensor({{1, 2}}), 1));
  SHOW(torch::linspace(torch::tensor(1), torch::tensor(2.5), 4),
       torch::linspace(0, torch::tensor(2), 3, kInt));
  SHOW(torch::logspace(torch::tensor(0), 2, 3, 2.0), torch::range(0, 3, kInt));
  THROWS(torch::linspace(torch::tensor({1}), 2, 4));
  SHOW(torch::bernoulli(x, torch::ones({3})), x.bernoulli(1.0));
  SHOW(torch::result_type(1, 2.5), torch::result_type(true, 2), torch::result_type(true, false));
  SHOW(x.gather(1, torch::zeros({2, 1}, kLong), false),
       torch::gather(x, 0, torch::zeros({1, 3}, kLong), false));
}

void options_one_by_one() {
  const Tensor x = counted({2, 3});
  const torch::optional<torch::Generator> usual;
  SHOW(x.new_zeros({2}, kInt, {}, {}, {}), x.new_ones({2}, {}, {}, {}, {}),
       x.new_full({2}, 7, kLong, torch::kStrided, {}, false));
  SHOW(x.new_empty({2}, kInt, {}, {}, {}).sizes(),
       x.new_empty_strided({2, 2}, {1, 2}, {}, {}, {}, {}).strides());
  SHOW(x.to(kInt, {}, {}, {}, false, true, {}), x.to({}, {}, {}, {}, false, false, {}).is_same(x));
  SHOW(at::linspace(torch::tensor(1), 2, 3, kFloat, {}, {}, {}),
       at::logspace(0, torch::tensor(2), 3, 2.0, kInt, {}, {}, {}));
  SHOW(at::randint_like(x, 2, kLong, {}, {}, {}, {}).dtype() == kLong,
       at::randint_like(x, 1, 2, kInt, {}, {}, {}, {}));
  SHOW(at::rand({2}, usual, kFloat, {}, {}, {}).sizes(),
       at::randint(1, 2, {3}, usual, kLong, {}, {}, {}), at::randperm(1, usual, kInt, {}, {}, {}));
  Tensor out = torch::zeros({3});
  SHOW(at::range_outf(1, 3, out).clone(), at::range_out(out, 0, 2).clone(),
       at::range_outf(0, 4, 2, out).clone());
  SHOW(x.toBackend(at::Backend::CPU).is_cpu());
}

void paddings() {
  const Tensor x = counted({1, 1, 3, 4}), w = torch::ones({1, 1, 3, 3}),
               even = torch::ones({1, 1, 2, 2});
  SHOW(torch::conv2d(x, w, {}, 1, "same"), torch::conv2d(x, w, {}, 1, "valid"));
  SHOW(torch::conv2d(x, even, {}, 1, "same"), torch::conv2d(x[0], even, {}, 1, "same", 2));
  SHOW(torch::conv2d(x, even.clone().requires_grad_(), {}, 1, "same"));
  THROWS(torch::conv2d(x, w, {}, 2, "same"));
  THROWS(torch::conv2d(x, w, {}, 1, "half"));
  SHOW(torch::conv2d(x, w, kNone, 1, 1), torch::linear(x, torch::ones({2, 4}), kNone));
  SHOW(torch::layer_norm(x, {4}, kNone, torch::ones({4})));
}

void linear_algebra() {
  const Tensor m = torch::ones({2, 3, 3}), tol = torch::tensor({0.5f, 4.0f});
  SHOW(torch::linalg_matrix_rank(m, tol), torch::linalg_matrix_rank(m, tol, kNone, true));
  SHOW(torch::linalg_pinv(m, tol).round(3), torch::linalg_pinv(m, kNone, tol, true).round(3));
  const std::vector<Tensor> three{torch::ones({2, 3}), counted({3, 4}), torch::ones({4, 2})};
  SHOW(torch::einsum("ij,jk,kl->il", three, {{1, 2, 0, 1}}),
       torch::einsum("ij,jk,kl->", three, {{0, 2, 0, 1}}));
  THROWS(torch::einsum("ij,jk,kl->il", three, {{1, 2, 0}}));
}

/// What the call does with an out of each kind of dtype.
template <class F>
void into(const char* call, F&& f) {
  std::string line;
  for (const ScalarType dtype : {kInt, kLong, kFloat, kBool}) {
    Tensor out = torch::zeros({2, 3}, dtype);
    try {
      f(out);
      line += text(out.sizes()) + " ";
    } catch (const std::exception&) {
      line += "thrown ";
    }
  }
  std::printf("%s : %s\n", call, line.c_str());
}
#define INTO(...) into(#__VA_ARGS__, [&](Tensor& out) { __VA_ARGS__; })

void outs_last() {
  const Tensor x = counted({2, 3}) + 1, whole = x.to(kLong), v = torch::ones({3}),
               first = torch::zeros({2, 1}, kLong);
  Tensor places = torch::zeros({0}, kLong);
  INTO(at::add_outf(x, x, 1, out));
  INTO(at::add_out(out, x, torch::Scalar(1)));
  INTO(at::neg_out(out, x));
  INTO(at::relu_out(out, x));
  INTO(at::signbit_out(out, x));
  INTO(at::exp_outf(x, out));
  INTO(at::bitwise_and_out(out, 2, whole));
  INTO(at::clamp_outf(x, torch::optional<torch::Scalar>(2), torch::optional<torch::Scalar>(), out));
  INTO(at::clamp_out(out, x, x, x));
  INTO(at::sum_outf(x, torch::IntArrayRef{0}, true, {}, out));
  INTO(at::std_outf(x, torch::IntArrayRef{1}, torch::optional<torch::Scalar>(1), true, out));
  INTO(at::norm_out(out, x));
  INTO(at::max_outf(x, 1, true, out, places));
  INTO(at::cummax_out(out, places, x, 1));
  INTO(at::sort_out(out, places, x, torch::optional<bool>(true), 1));
  INTO(at::cat_outf({x, x}, 0, out));
  INTO(at::gather_outf(x, 1, first, false, out));
  INTO(at::scatter_out(out, x, 1, first, x, "add"));
  INTO(at::ger_out(out, v, v));
  INTO(at::where_outf(x > 2, x, x, out));
  INTO(at::zeros_outf({2}, out));
  INTO(at::linspace_outf(0, 1, 3, out));
  INTO(at::softmax_out(out, x, 1));
}

/// The version of a leaf's gradient after each of three backward passes.
template <class F>
std::string versions(F&& f) {
  const Tensor x = leaf();
  std::string line;
  for (int pass = 0; pass < 3; ++pass) {
    f(x).backward();
    line += text(x.grad()._version());
  }
  return line;
}

void gradient_versions() {
#define VERSIONS(expression) \
  show("version " #expression, versions([](const Tensor& x) { return expression; }))
  VERSIONS(x.sum());
  VERSIONS((x * 2).sum());
  VERSIONS((x * x).sum());
  VERSIONS((x + x).sum());
  VERSIONS(x[0]);
  VERSIONS(x.view({3, 1}).exp().sum());
  VERSIONS((x.unsqueeze(0) * 2).squeeze().sum());
  VERSIONS(x.expand({2, 3}).sum());
  VERSIONS(x.slice(0, 0, 2).exp().sum());
  VERSIONS(x.split(2)[0].exp().sum());
  VERSIONS(x.unbind()[1]);
  VERSIONS(x.diag().exp().sum());
  VERSIONS(x.unfold(0, 2, 1).exp().sum());
  VERSIONS(x.max());
  VERSIONS(x.median());
  VERSIONS(std::get<0>(x.max(0)));
  VERSIONS(std::get<0>(x.sort()).exp().sum());
  VERSIONS(x.index({torch::tensor({0, 1})}).exp().sum());
  VERSIONS(x.index_select(0, torch::tensor({0, 1})).exp().sum());
  VERSIONS(x.gather(0, torch::tensor({0, 1})).exp().sum());
  VERSIONS(x.take(torch::tensor({0, 1})).exp().sum());
  VERSIONS(x.masked_select(x > 1).exp().sum());
  VERSIONS(torch::cat({x, x}).exp().sum());
#undef VERSIONS
  const Tensor one = leaf({1, 1});
  one.sum().backward();
  const Tensor turned = counted({3, 2}).t().detach().requires_grad_();
  (turned * 2).sum().backward();
  SHOW(one.grad()._version(), turned.grad()._version(), turned.grad());
  const Tensor a = leaf(), b = leaf();
  (a.view({3, 1}) + b.view({3, 1})).exp().sum().backward();
  SHOW(a.grad()._version(), b.grad()._version());
}

void gradients_of_gradients() {
#define NODE(expression)                                                   \
  show("gradient " #expression, [] {                                       \
    const Tensor x = leaf({2, 3}), y = expression;                         \
    return torch::autograd::grad({(y * y).sum()}, {x}, {}, true, true)[0]; \
  }())
  NODE(x.select(0, 0));
  NODE(x.slice(1, 0, 2));
  NODE(x.diagonal());
  NODE(x.unfold(1, 2, 1));
  NODE(x.unbind()[0]);
  NODE(x.split(2, 1)[0]);
  NODE(x.t());
  NODE(x.unsqueeze(0));
  NODE(x.squeeze());
  NODE(x.index({torch::tensor({0, 1})}));
  NODE(std::get<0>(x.max(1)));
  NODE(x.as_strided({2}, {1}, 1));
#undef NODE
}

void others() {
  const Tensor x = leaf({1, 2});
  const Tensor wide = (x * 2).expand({3, 2}), again = (x * 2).expand({3, 2});
  SHOW(wide.zero_(), again.fill_(4), again._version());
  const Tensor base = x * 2, view = base.expand({3, 2});
  view.zero_();
  SHOW(base, view);
  THROWS(view.sum().backward());
  const Tensor zeros = torch::zeros({3}), ones = torch::ones({3}), none = torch::zeros({0, 3});
  const Tensor w = torch::ones({3}).requires_grad_(), empty = none.clone().requires_grad_();
  SHOW(torch::batch_norm(none, ones, zeros, zeros, ones, true, 0.1, 1e-5, false),
       torch::batch_norm(none, kNone, kNone, zeros, ones, false, 0.1, 1e-5, false), zeros, ones);
  torch::batch_norm(empty, w, zeros, zeros, ones, true, 0.1, 1e-5, false).sum().backward();
  SHOW(w.grad(), empty.grad());
  std::ostringstream out;
  out << torch::TensorOptions().dtype(kInt).device("cpu") << true;
  SHOW(out.str());
  const Tensor odd = counted({2, 3}).as_strided({2, 1, 3}, {3, 77, 1});
  SHOW((odd + 1).strides(), (odd * odd).strides(), (odd > 0).strides(), (odd / 2 - 1).strides(),
       torch::where(odd > 0, odd, 0).strides(), odd.logical_not().strides(), odd.exp().strides());
  SHOW(torch::zeros({2}).set_(counted({4}).slice(0, 1), 1, {2}),
       torch::zeros({2}).set_(counted({4}), 1, {2}, {2}));
  const Tensor nothing;
  SHOW(nothing.sizes(), nothing.numel(), nothing.dim(), nothing.size(0), nothing.requires_grad());
  THROWS(nothing.strides());
  THROWS(nothing.retains_grad());
  SAYS(nothing.set_requires_grad(true));
}

}  // namespace

void overloads() {
  dims_or_none();
  tensors_for_numbers();
  options_one_by_one();
  paddings();
  linear_algebra();
  outs_last();
  gradient_versions();
  gradients_of_gradients();
  others();
}

}  // namespace semantics
