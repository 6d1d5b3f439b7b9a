// The forms that write into a tensor which the caller brings.
#include "show.h"

namespace semantics {
namespace {

Tensor blank(std::vector<int64_t> sizes, ScalarType d = kFloat) { return torch::zeros(sizes, d); }

/// What came out, whether it is the tensor that was brought, and how often that was written.
template <class F>
std::string into(Tensor out, F&& f) {
  const Tensor& result = f(out);
  return text(out) + (result.is_same(out) ? "" : " another") + " version " + text(out._version());
}
#define INTO(out, ...) \
  show("into " #out ": " #__VA_ARGS__, into(out, [&](Tensor& o) -> Tensor& { return __VA_ARGS__; }))

void elementwise() {
  const Tensor x = counted({2, 3}), y = counted({3}) + 1, n = counted({2, 3}, kLong);
  INTO(blank({2, 3}), torch::add_out(o, x, y));
  INTO(blank({0}), torch::add_out(o, x, y, 2));
  INTO(blank({7}), torch::sub_out(o, x, y));
  INTO(blank({3, 2}).t(), torch::mul_out(o, x, y));
  INTO(blank({4, 3}).slice(0, 0, 2), torch::div_out(o, x, y));
  INTO(blank({2, 3}), torch::div_out(o, x, y, "floor"));
  INTO(x.clone(), torch::add_out(o, o, y));
  INTO(blank({2, 3}), torch::add_out(o, n, n));
  INTO(blank({2, 3}, kLong), torch::mul_out(o, n, n));
  INTO(blank({2, 3}), torch::pow_out(o, x, 2));
  INTO(blank({2, 3}), torch::pow_out(o, x, y));
  INTO(blank({2, 3}), torch::pow_out(o, 2, x));
  INTO(blank({2, 3}), torch::exp_out(o, n));
  INTO(blank({2, 3}), torch::clamp_out(o, x, 1, 2));
  INTO(blank({2, 3}), torch::maximum_out(o, x, y));
  INTO(blank({2, 3}), torch::max_out(o, x, y));
  INTO(blank({2, 3}, kBool), torch::gt_out(o, x, 2));
  INTO(blank({2, 3}), torch::gt_out(o, x, y));
  INTO(blank({2, 3}, kByte), torch::logical_and_out(o, x, x));
  INTO(blank({2, 3}), torch::lerp_out(o, x, x, 0.5));
  INTO(blank({2, 3}), torch::addcmul_out(o, x, x, x));
  INTO(blank({2, 3}), torch::where_out(o, x > 1, x, y));
  INTO(blank({2, 3}), torch::neg_out(o, x));
  INTO(blank({2, 3}), torch::fmod_out(o, x, 2));
}

void others() {
  const Tensor x = counted({2, 3}), y = counted({3}) + 1, n = counted({2, 3}, kLong);
  INTO(blank({2, 2}), torch::mm_out(o, x, x.t()));
  INTO(blank({3}), torch::matmul_out(o, x, y));
  INTO(blank({2, 2}), torch::addmm_out(o, blank({2, 2}), x, x.t()));
  INTO(blank({2, 2}), torch::bmm_out(o, x.unsqueeze(0), x.t().unsqueeze(0)));
  INTO(blank({2}), torch::mv_out(o, x, y));
  INTO(blank({}), torch::dot_out(o, y, y));
  INTO(blank({3, 3}), torch::outer_out(o, y, y));
  INTO(blank({2}), torch::sum_out(o, x, 1));
  INTO(blank({2}), torch::sum_out(o, n, 1));
  INTO(blank({1}, kLong), torch::sum_out(o, x, torch::IntArrayRef({0, 1})));
  INTO(blank({2}), torch::mean_out(o, x, 1));
  INTO(blank({2}), torch::amax_out(o, x, 1));
  INTO(blank({2}), torch::prod_out(o, x, 1));
  INTO(blank({2}, kLong), torch::argmax_out(o, x, 1));
  INTO(blank({2, 3}), torch::cumsum_out(o, x, 1));
  INTO(blank({2, 3}), torch::softmax_out(o, x, 1));
  INTO(blank({4, 3}), torch::cat_out(o, {x, x}));
  INTO(blank({0}), torch::stack_out(o, {x, x}, 1));
  INTO(blank({2, 1}), torch::index_select_out(o, x, 1, places({0})));
  INTO(blank({2, 1}), torch::gather_out(o, x, 1, torch::zeros({2, 1}, kLong)));
  INTO(blank({3}), torch::masked_select_out(o, x, x > 2));
  INTO(blank({2, 3}), torch::tril_out(o, x));
  INTO(blank({2}), torch::zeros_out(o, {2, 3}));
  INTO(blank({2}), torch::ones_out(o, {2, 3}));
  INTO(blank({2}, kInt), torch::full_out(o, {2}, 2.5));
  INTO(blank({2}), torch::arange_out(o, 5));
  INTO(blank({2}, kInt), torch::arange_out(o, 1, 4, 2));
  INTO(blank({2}), torch::eye_out(o, 2));
  INTO(blank({2}), torch::linspace_out(o, 0, 1, 3));
  Tensor values = blank({2}), at = blank({2}, kLong);
  torch::max_out(values, at, x, 1);
  SHOW(values, at);
  torch::sort_out(values, at, x, 1, true);
  SHOW(values, at);
  torch::topk_out(values, at, x, 2, 1);
  SHOW(values, at);
}

void special() {
  const Tensor x = torch::tensor({-2.5F, -0.75F, 0.F, 0.5F, 3.F}), p = x.sigmoid();
  namespace special = torch::special;
  Tensor y = blank({5}), whole = blank({5}, kLong);
  SHOW(torch::i0(x), x.i0(), x.clone().i0_(), torch::i0_out(y, x));
  SHOW(special::i0e(x), special::i1(x), special::i1e(x), special::erfcx(x));
  SHOW(special::log_ndtr(x), special::ndtri(p), special::ndtr(x), special::entr(p));
  SHOW(special::i0e_out(y, x), special::ndtri_out(y, p), special::xlog1py_out(y, p, 2),
       special::xlogy_out(y, 2, p));
  SHOW(special::i0e(whole.fill_(2)), torch::i0(whole), special::log_ndtr(whole));
  THROWS(special::i1_out(whole, x));
  THROWS(whole.i0_());
  SHOW(torch::hann_window(5), torch::hann_window(5, false), torch::hamming_window(4, true, 0.5),
       torch::hamming_window(4, false, 0.5, 0.25));
  SHOW(torch::bartlett_window(6), torch::blackman_window(4).slice(0, 1), torch::kaiser_window(4),
       torch::kaiser_window(5, false, 3.5));
  SHOW(torch::hann_window(1), torch::hann_window(0), torch::hann_window(2, true).sizes(),
       torch::hann_window(3, torch::requires_grad()));
  SHOW(torch::hann_window_out(y, 5), torch::kaiser_window_out(y, 5, false));
  THROWS(torch::hann_window(-1));
  for (const char* name : {"i0", "i0e", "i1", "i1e", "erfcx", "log_ndtr", "ndtri"}) {
    const std::map<std::string, Tensor (*)(const Tensor&)> all{
        {"i0", special::i0},      {"i0e", special::i0e},     {"i1", special::i1},
        {"i1e", special::i1e},    {"erfcx", special::erfcx}, {"log_ndtr", special::log_ndtr},
        {"ndtri", special::ndtri}};
    const Tensor q = p.clone().set_requires_grad(true), z = all.at(name)(q);
    const Tensor g = torch::autograd::grad({z.sum()}, {q}, {}, true, true)[0];
    SHOW(name, z, g, torch::autograd::grad({g.sum()}, {q})[0]);
  }
}

void refused_results() {
  const Tensor x = counted({2, 3}), y = counted({3}), n = counted({2, 3}, kLong);
  Tensor whole = blank({2, 3}, kLong), flag = blank({2, 3}, kBool), real = blank({2, 3}),
         wide = blank({2, 2}, kLong), spread = blank({1, 3}).expand({2, 3}), graph = leaf({2, 3});
  THROWS(torch::add_out(whole, x, y));
  THROWS(torch::add_out(flag, n, n));
  THROWS(torch::exp_out(whole, x));
  THROWS(torch::add_out(spread, x, y));
  THROWS(torch::add_out(graph, x, y));
  THROWS(torch::add_out(real, graph, y));
  THROWS(torch::cat_out(real, {graph, x}));
  THROWS(torch::mm_out(wide, x, x.t()));
  THROWS(torch::argmax_out(real, x, 1));
  THROWS(torch::add_out(real, x, counted({4})));
  {
    const torch::NoGradGuard guard;
    SHOW(torch::add_out(real, graph, y));
  }
  SHOW(whole, flag, spread, graph);
}

}  // namespace

void out() {
  elementwise();
  others();
  special();
  refused_results();
}

}  // namespace semantics
