// What is said beside results: which calls warn, in which words, once or always.
#include <set>

#include "show.h"

namespace semantics {
namespace {

namespace F = torch::nn::functional;

/// Keeps what it hears, without pumice's own notes about the machine.
struct Recorder : c10::WarningHandler {
  std::vector<std::string> heard;
  void process(const c10::Warning& warning) override {
    if (warning.msg().rfind("pumice: ", 0) != 0) heard.push_back(warning.msg());
  }
};

/// On one line; what was heard before, its beginning alone.
std::string shortened(std::string words) {
  static std::set<std::string> known;
  for (char& c : words)
    if (c == '\n') c = '/';
  return known.insert(words.substr(0, 30)).second ? words : words.substr(0, 130);
}

template <class Call>
std::vector<std::string> heard_in(bool always, Call&& call) {
  Recorder recorder;
  const c10::WarningUtils::WarningHandlerGuard guard(&recorder);
  const c10::WarningUtils::WarnAlways setting(always);
  call();
  return recorder.heard;
}
template <class Call>
void warns(const char* expression, Call&& call) {
  std::string line;
  try {
    const auto heard = heard_in(true, call);
    for (const std::string& words : heard) line += (line.empty() ? "" : " | ") + shortened(words);
    // The first call may have been heard by other topics: only the second tells.
    heard_in(false, call);
    if (!heard.empty()) line += heard_in(false, call).empty() ? " (once)" : " (always)";
  } catch (const std::exception&) {
    line = "thrown";
  }
  std::printf("%s%s : %s\n", prefix().c_str(), expression, line.empty() ? "silent" : line.c_str());
}
#define WARNS(...) warns(#__VA_ARGS__, [&] { (void)(__VA_ARGS__); })

void facility() {
  WARNS([] { TORCH_WARN("seen ", 2, " times"); }());
  WARNS([] { TORCH_WARN_ONCE("first ", 1.5); }());
  WARNS([] { TORCH_WARN_DEPRECATION("old"); }());
  Recorder outer, inner;
  SHOW(c10::WarningUtils::get_warnAlways());
  const c10::WarningUtils::WarningHandlerGuard guard(&outer);
  {
    const c10::WarningUtils::WarningHandlerGuard nested(&inner);
    TORCH_WARN("inner");
    c10::warn(c10::Warning(c10::UserWarning(), {__func__, __FILE__, 7}, "by hand", false));
  }
  TORCH_WARN("outer");
  SHOW(outer.heard.size(), outer.heard.back(), inner.heard.size(), inner.heard.back());
  SHOW(c10::WarningUtils::get_warning_handler() == &outer);
  struct Kinds : c10::WarningHandler {
    std::string line;
    void process(const c10::Warning& warning) override {
      line += std::holds_alternative<c10::DeprecationWarning>(warning.type()) ? "old " : "user ";
      line += warning.verbatim() ? "verbatim " : "";
      line += warning.source_location().line > 0 ? "placed " : "nowhere ";
    }
  } kinds;
  c10::WarningUtils::set_warning_handler(&kinds);
  TORCH_WARN("a");
  TORCH_WARN_DEPRECATION("b");
  c10::warn(c10::Warning(c10::UserWarning(), {__func__, __FILE__, 0}, "c", true));
  SHOW(kinds.line);
}

void of_indices() {
  const Tensor x = counted({2, 3}), places = torch::tensor({1, 0});
  const Tensor mask = (x > 2).to(kByte), rows = torch::tensor({1, 0}).to(kByte);
  Tensor y = x.clone();
  WARNS(x.index({mask}));
  WARNS(x.index({rows}));
  WARNS(x.index({rows, places}).numel());
  WARNS(x.index({mask.to(kBool)}));
  WARNS(x.index({Slice(), torch::tensor({1, 0, 1}).to(kByte)}));
  WARNS(y.index_put_({mask}, 1));
  WARNS(y.index_put_({mask}, torch::ones({3})));
  WARNS(y.index_put_({rows, Slice(1)}, 1));
  WARNS(torch::index_put(x, {mask}, torch::tensor(1.f)));
  WARNS(x.index({places}).clone());
  WARNS(torch::where(mask, x, y));
  WARNS(torch::where(mask, x, 1));
  WARNS(torch::where(mask));
  WARNS(torch::where(mask.to(kBool), x, y));
  WARNS(mask.nonzero());
}

void of_expanded() {
  const auto wide = [] { return torch::zeros({2, 1}).expand({2, 3}); };
  const Tensor mask = torch::ones({2, 3}, kBool), place = places({1});
  WARNS(wide().masked_fill_(mask, 1));
  WARNS(wide().masked_fill_(mask, torch::tensor(1.f)));
  WARNS(wide().masked_fill(mask, 1));
  WARNS(wide().index_fill_(1, place, 1));
  WARNS(wide().index_fill_(1, place, torch::tensor(1.f)));
  WARNS(wide().index_fill(1, place, 1));
  WARNS(wide().index_put_({place}, torch::tensor(1.f)));
  WARNS(wide().index_put_({place}, torch::tensor(1.f), true));
  WARNS(wide().index_put_({mask}, torch::tensor(1.f)));
  WARNS(wide().index_put({place}, torch::tensor(1.f)));
  WARNS(wide().index_put_({mask}, 1));
  WARNS(wide().fill_(1));
  WARNS(wide().zero_());
  WARNS(torch::zeros({1, 3}).expand({1, 3}).masked_fill_(torch::ones({1, 3}, kBool), 1));
  WARNS(torch::zeros({2, 1}).masked_fill_(torch::ones({2, 1}, kBool), 1));
  WARNS(torch::zeros({1}).expand({0}).masked_fill_(torch::ones({0}, kBool), 1));
  WARNS(torch::zeros({4}).as_strided({3, 2}, {1, 1}).masked_fill_(torch::ones({3, 2}, kBool), 1));
}

void of_joins() {
  const Tensor x = counted({2, 3}), at = torch::zeros({2, 3}, kLong), place = places({0, 1});
  Tensor out = torch::zeros({2, 3});
  WARNS(x.scatter(0, at, x, "add"));
  WARNS(x.clone().scatter_(0, at, x, "multiply"));
  WARNS(torch::scatter_out(out, x, 0, at, x, "add"));
  WARNS(x.scatter(0, at, 1, "add"));
  WARNS(x.scatter(0, at, x));
  WARNS(x.scatter_reduce(0, at, x, "sum"));
  WARNS(x.scatter_add(0, at, x));
  WARNS(x.index_reduce(0, place, x, "prod"));
  WARNS(x.clone().index_reduce_(0, place, x, "mean"));
  WARNS(x.index_add(0, place, x));
}

void of_views() {
  const Tensor number = torch::tensor(2.f), row = counted({3}), matrix = counted({2, 3}),
               deep = counted({2, 3, 4});
  WARNS(number.numpy_T());
  WARNS(number.t());
  WARNS(number.mT());
  WARNS(number.mH());
  WARNS(number.adjoint());
  WARNS(torch::adjoint(number));
  WARNS(number.matrix_H());
  WARNS(row.numpy_T());
  WARNS(matrix.numpy_T());
  WARNS(matrix.mT());
  WARNS(deep.numpy_T());
  WARNS(deep.adjoint());
  WARNS(torch::meshgrid({row, row}));
  WARNS(torch::meshgrid({row}));
  WARNS(torch::meshgrid({row, row}, "ij"));
  WARNS(torch::meshgrid({row, row}, "xy"));
  WARNS(torch::cartesian_prod({row, row}));
}

void of_numbers() {
  const Tensor row = counted({3}), one = counted({1}), matrix = counted({2, 3}),
               none = torch::zeros({0}), tall = counted({3, 1});
  WARNS(one.var());
  WARNS(one.std());
  WARNS(one.var(false));
  WARNS(row.var());
  WARNS(row.var(torch::IntArrayRef({0}), torch::Scalar(3)));
  WARNS(row.var(torch::IntArrayRef({0}), torch::Scalar(2.5)));
  WARNS(row.std(torch::IntArrayRef({0}), torch::Scalar(5)));
  WARNS(tall.var(1));
  WARNS(tall.std(1));
  WARNS(torch::var_mean(one));
  WARNS(torch::std_mean(one));
  WARNS(torch::std_mean(tall, 1));
  WARNS(none.var());
  WARNS(none.std(false));
  WARNS(torch::zeros({0, 3}).var(1));
  WARNS(torch::zeros({0, 3}).var(0));
  WARNS(torch::zeros({0, 1}).var(1));
  WARNS(one[0].var());
  with({kBFloat16}, [&] { WARNS(one.to(kBFloat16).var()); });
  with({kDouble}, [&] { WARNS(one.to(kDouble).std()); });
  WARNS(one.cov());
  WARNS(matrix.cov());
  WARNS(matrix.cov(3));
  WARNS(matrix.cov(1, torch::tensor({0, 1, 0})));
  WARNS(matrix.cov(1, torch::tensor({0, 1, 1})));
  WARNS(tall.corrcoef());
  WARNS(one.corrcoef());
  const Tensor line = torch::arange(6).to(kFloat).index({Slice(None, None, 2)});
  WARNS(torch::searchsorted(row, line));
  WARNS(torch::searchsorted(line, row));
  WARNS(torch::searchsorted(line, line));
  WARNS(torch::searchsorted(line, 1));
  const Tensor order = torch::tensor({0, 9, 1, 9, 2}).index({Slice(None, None, 2)});
  WARNS(torch::searchsorted(row, row, false, false, "left", order));
  WARNS(torch::searchsorted(row, row, false, false, "left", order.contiguous()));
  WARNS(torch::searchsorted(row, row.to(kInt)));
  WARNS(torch::searchsorted(matrix.t().contiguous().t(), matrix));
  WARNS(torch::bucketize(line, row));
  WARNS(torch::bucketize(row, line));
  WARNS(torch::isin(line, row));
  WARNS(torch::zeros({9}).random_(0, 1 << 24));
  WARNS(torch::zeros({9}).random_(0, (1 << 24) + 2));
  WARNS(torch::zeros({9}).random_(-(1 << 24), 4));
  WARNS(torch::zeros({9}).random_(-(1 << 24) - 1, 4));
  WARNS(torch::zeros({9}).random_(-(1 << 25), 1 << 25));
  WARNS(torch::zeros({9}).random_(1 << 25));
  WARNS(torch::zeros({9}).random_());
  WARNS(torch::zeros({9}).random_(-(1 << 25), c10::optional<int64_t>()));
  WARNS(torch::zeros({9}).random_(5, c10::optional<int64_t>()));
  WARNS(torch::randint(1 << 25, {3}, kFloat));
  WARNS(torch::zeros({9}, kInt).random_(0, 1 << 25));
  WARNS(torch::zeros({0}).random_(0, 1 << 25));
  WARNS(torch::zeros({9}).random_(0, (1 << 24) + 1));
  with({kBFloat16}, [&] { WARNS(torch::zeros({9}, kBFloat16).random_(0, 300)); });
  with({kHalf}, [&] { WARNS(torch::zeros({9}, kHalf).random_(0, 2050)); });
}

Tensor& sized(Tensor& out, std::vector<int64_t> sizes) {
  out.resize_(sizes);
  return out;
}

void of_out() {
  const Tensor x = counted({2, 3}), row = counted({3});
  Tensor none = torch::zeros({0}), small = torch::zeros({2}), same = torch::zeros({2, 3}),
         whole = torch::zeros({4}, kLong), turned = torch::zeros({3, 2});
  WARNS(torch::add_out(sized(none, {0}), x, x));
  WARNS(torch::add_out(same, x, x));
  WARNS(torch::add_out(sized(small, {2}), x, x));
  WARNS(torch::add_out(sized(small, {6}), x, x));
  WARNS(torch::exp_out(sized(turned, {3, 2}), x));
  WARNS(torch::sum_out(sized(small, {2}), x, torch::IntArrayRef({0})));
  WARNS(torch::mm_out(sized(small, {2}), x, x.t()));
  WARNS(torch::matmul_out(sized(small, {3}), x, x.t()));
  WARNS(torch::cat_out(sized(small, {2}), {x, x}));
  WARNS(torch::stack_out(sized(small, {2}), {x, x}));
  WARNS(torch::argmax_out(sized(whole, {4}), x, 1));
  WARNS(torch::max_out(sized(small, {4}), sized(whole, {4}), x, 1));
  WARNS(torch::sort_out(sized(small, {4}), sized(whole, {4}), x, 1));
  WARNS(torch::topk_out(sized(small, {4}), sized(whole, {4}), x, 1));
  WARNS(torch::median_out(sized(small, {4}), sized(whole, {4}), x, 1));
  WARNS(torch::cummax_out(sized(small, {4}), sized(whole, {4}), x, 1));
  WARNS(torch::aminmax_out(sized(small, {4}), sized(none, {4}), x, 1));
  WARNS(torch::cumsum_out(sized(small, {2}), x, 1));
  WARNS(torch::softmax_out(sized(small, {2}), x, 1));
  WARNS(torch::log_softmax_out(sized(small, {2}), x, 1));
  WARNS(torch::gather_out(sized(small, {2}), x, 1, torch::zeros({2, 3}, kLong)));
  WARNS(torch::scatter_out(sized(small, {2}), x, 1, torch::zeros({2, 3}, kLong), x));
  WARNS(torch::index_select_out(sized(small, {4}), x, 1, places({1})));
  WARNS(torch::masked_select_out(sized(small, {4}), x, x > 2));
  WARNS(torch::nonzero_out(sized(whole, {4}), x));
  WARNS(torch::take_out(sized(small, {4}), x, places({1})));
  WARNS(torch::where_out(sized(small, {4}), x > 2, x, x));
  WARNS(torch::clamp_out(sized(small, {4}), x, 1));
  WARNS(torch::norm_out(sized(small, {4}), x));
  WARNS(torch::var_out(sized(small, {4}), x));
  WARNS(torch::mean_out(sized(small, {4}), x, torch::IntArrayRef({0})));
  WARNS(torch::prod_out(sized(small, {4}), x, 0));
  WARNS(torch::amax_out(sized(small, {4}), x, {0}));
  WARNS(torch::logsumexp_out(sized(small, {4}), x, {0}));
  WARNS(torch::bmm_out(sized(small, {4}), x.unsqueeze(0), x.t().unsqueeze(0)));
  WARNS(torch::mv_out(sized(small, {4}), x, row));
  WARNS(torch::dot_out(sized(small, {4}), row, row));
  WARNS(torch::outer_out(sized(small, {4}), row, row));
  WARNS(torch::addmm_out(sized(small, {3}), x, torch::ones({2, 2}), x));
  WARNS(torch::linear_out(sized(small, {4}), x, x));
  WARNS(torch::tril_out(sized(small, {4}), x));
  WARNS(torch::diag_out(sized(small, {4}), row));
  WARNS(torch::cross_out(sized(small, {4}), x, x, 1));
  WARNS(torch::mse_loss_out(sized(small, {4}), x, x, at::Reduction::None));
  WARNS(torch::inverse_out(sized(small, {3}), torch::eye(2)));
  WARNS(torch::zeros_out(sized(small, {4}), {2, 3}));
  WARNS(torch::ones_out(sized(small, {4}), {2, 3}));
  WARNS(torch::full_out(sized(small, {4}), {2, 3}, 1));
  WARNS(torch::empty_out(sized(small, {4}), {2, 3}));
  WARNS(torch::eye_out(sized(small, {4}), 3));
  WARNS(torch::arange_out(sized(small, {4}), 3));
  WARNS(torch::arange_out(sized(small, {3, 2}), 2, 9, 2));
  WARNS(torch::arange_out(sized(small, {0}), 3));
  WARNS(torch::arange_out(sized(small, {3, 1}), 3));
  WARNS(torch::range_out(sized(small, {4}), 1, 3));
  WARNS(torch::linspace_out(sized(small, {4}), 0, 1, 3));
  WARNS(torch::logspace_out(sized(small, {4}), 0, 1, 3));
  for (const auto& [name, fill] : std::map<std::string, std::function<void(Tensor&)>>{
           {"arange", [](Tensor& t) { torch::arange_out(t, 6); }},
           {"linspace", [](Tensor& t) { torch::linspace_out(t, 0, 5, 6); }},
           {"logspace", [](Tensor& t) { torch::logspace_out(t, 0, 1, 6); }},
           {"range", [](Tensor& t) { torch::range_out(t, 1, 6); }}}) {
    sized(small, {2, 3});
    fill(small);
    sized(turned, {3, 2});
    Tensor columns = turned.t();
    fill(columns);
    SHOW(name, small, columns);
  }
  WARNS(torch::rand_out(sized(small, {4}), {3}));
  WARNS(torch::randperm_out(sized(whole, {4}), 3));
}

void of_matrices() {
  const Tensor x = counted({2, 3}), solid = torch::eye(2) * 2, row = counted({3});
  WARNS(torch::cross(counted({3, 3}), counted({3, 3})));
  WARNS(counted({2, 3}).cross(counted({2, 3})));
  WARNS(torch::cross(x, x, 1));
  WARNS(torch::linalg_cross(x, x));
  WARNS(torch::ger(row, row));
  WARNS(row.ger(row));
  WARNS(torch::outer(row, row));
  WARNS(torch::chain_matmul({solid, solid}));
  WARNS(torch::chain_matmul({solid}));
  WARNS(torch::linalg_multi_dot({solid, solid}));
  WARNS(torch::cholesky(solid));
  WARNS(solid.cholesky(true));
  WARNS(torch::linalg_cholesky(solid));
  WARNS(torch::qr(solid));
  WARNS(solid.qr(false));
  WARNS(torch::linalg_qr(solid));
  const Tensor packed = std::get<0>(torch::linalg_lu_factor(solid)),
               pivots = std::get<1>(torch::linalg_lu_factor(solid));
  WARNS(torch::lu_solve(solid, packed, pivots));
  WARNS(solid.lu_solve(packed, pivots));
  WARNS(torch::linalg_lu_solve(packed, pivots, solid));
  WARNS(torch::linalg_matrix_norm(solid, "nuc"));
  WARNS(torch::norm(solid, 2));
  WARNS(torch::cholesky_solve(solid, solid));
  WARNS(torch::pinverse(solid));
  const Tensor image = counted({1, 1, 4, 4}), even = torch::ones({1, 1, 2, 2}),
               odd = torch::ones({1, 1, 3, 3});
  WARNS(torch::conv2d(image, even, {}, 1, "same"));
  WARNS(torch::conv2d(image, odd, {}, 1, "same"));
  WARNS(torch::conv2d(image, even, {}, 1, "same", 2));
  WARNS(torch::conv2d(image, even, {}, 1, "valid"));
}

void of_gradients() {
  WARNS([] {
    const Tensor x = leaf(), y = x * 2;
    (void)y.grad();
  }());
  WARNS([] {
    const Tensor x = leaf();
    (void)x.grad();
  }());
  WARNS([] {
    const Tensor x = leaf(), y = x * 2;
    y.retain_grad();
    (void)y.grad();
  }());
  WARNS([] {
    const Tensor x = leaf(), y = x.detach();
    (void)y.grad();
  }());
  WARNS([] {
    Tensor x = leaf(), y = x * 2;
    y.mutable_grad() = Tensor();
  }());
  WARNS([] {
    Tensor x = leaf(), y = x * 2;
    y.mutable_grad() = counted({3});
    (void)y.grad();
  }());
  WARNS([] {
    const Tensor x = leaf();
    (void)x.view({3, 1}).grad();
  }());
  WARNS([] { leaf().sum().backward({}, {}, true); }());
  WARNS([] { leaf().sum().backward({}, true); }());
  WARNS([] { torch::autograd::backward({leaf().sum()}, {}, {}, true); }());
  WARNS([] {
    const Tensor x = leaf();
    x.sum().backward({}, {}, true, std::vector<Tensor>{x});
  }());
  WARNS([] {
    const Tensor x = leaf();
    torch::autograd::grad({x.sum()}, {x}, {}, {}, true);
  }());
  WARNS([] { const torch::autograd::DetectAnomalyGuard guard; }());
  WARNS([] {
    const Tensor x = leaf({2, 3}), y = torch::empty_strided({2, 3}, {1, 2}).fill_(1);
    torch::autograd::backward({x * 2}, {y});
    torch::autograd::backward({x * 2}, {y});
  }());
  WARNS([] {
    const Tensor x = counted({4, 3}).t().requires_grad_();
    x.sum().backward();
    x.mutable_grad() = counted({3, 4});
    x.sum().backward();
  }());
  WARNS([] {
    const Tensor x = counted({2, 3}).requires_grad_();
    x.mutable_grad() = counted({3, 2}).t();
    x.sum().backward();
  }());
  WARNS([] {
    const Tensor x = counted({2, 3}).requires_grad_();
    (x * counted({3, 2}).t()).sum().backward({}, true, true);
  }());
  WARNS([] {
    const Tensor x = counted({2, 3}).requires_grad_();
    x.t().mul(2).backward(counted({3, 2}), true, true);
  }());
  WARNS([] {
    const Tensor x = counted({2, 3}).requires_grad_();
    x.mutable_grad() = torch::zeros({2, 1}).expand({2, 3});
    x.sum().backward({}, true, true);
  }());
  WARNS([] {
    const Tensor x = counted({2, 3}).requires_grad_();
    x.mutable_grad() = counted({3, 2}).t();
    x.square().sum().backward({}, true, true);
    SHOW(x.grad().strides());
  }());
  WARNS([] {
    const Tensor x = leaf();
    torch::optim::SGD sgd({x}, 0.1);
    sgd.step();
    sgd.zero_grad();
  }());
}

struct Dirty : torch::autograd::Function<Dirty> {
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x) {
    const Tensor y = x * 2;
    context->mark_dirty({y});
    return y;
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext*,
                                               torch::autograd::tensor_list grads) {
    return grads;
  }
};

void of_modules() {
  const Tensor x = counted({2, 3}), row = counted({3}), target = places({0, 2});
  WARNS(F::mse_loss(x, row));
  WARNS(F::mse_loss(x, x));
  WARNS(F::mse_loss(x, counted({1, 3}), F::MSELossFuncOptions(torch::kSum)));
  WARNS(torch::nn::MSELoss()->forward(x, row));
  WARNS(torch::mse_loss(x, row));
  WARNS(torch::nn::Module("m").register_parameter("p", Tensor()));
  WARNS(torch::nn::Module("m").register_parameter("p", Tensor(), false));
  WARNS(torch::nn::Module("m").register_parameter("p", row));
  WARNS(F::cross_entropy(x, target));
  WARNS(F::softmax(x, 1));
  WARNS(F::dropout(x));
  WARNS(torch::nn::init::xavier_uniform_(torch::zeros({0, 3})));
  WARNS(torch::nn::init::constant_(torch::zeros({0}), 1));
  WARNS(torch::nn::init::kaiming_normal_(torch::zeros({0, 3})));
  WARNS(F::embedding(target, x.t().contiguous()));
  WARNS(F::layer_norm(x, F::LayerNormFuncOptions({3})));
  WARNS(Dirty::apply(leaf()));
  WARNS(Dirty::apply(counted({3})));
}

}  // namespace

void warnings() {
  facility();
  of_indices();
  of_expanded();
  of_joins();
  of_views();
  of_numbers();
  of_out();
  of_matrices();
  of_gradients();
  of_modules();
}

}  // namespace semantics
