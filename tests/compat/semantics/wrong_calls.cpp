// Wrong calls: which error comes first, its class and its words, and that nothing changes.
#include "show.h"

namespace semantics {
namespace {

/// The class that libtorch has for it.
std::string class_of(const std::exception& error) {
  if (dynamic_cast<const c10::IndexError*>(&error)) return "IndexError";
  if (dynamic_cast<const c10::NotImplementedError*>(&error)) return "NotImplementedError";
  if (dynamic_cast<const c10::LinAlgError*>(&error)) return "LinAlgError";
  return dynamic_cast<const c10::Error*>(&error) ? "Error" : "other";
}
/// The first line without what names the operator, which pumice says once more than libtorch.
std::string words_of(const std::exception& error) {
  const auto* known = dynamic_cast<const c10::Error*>(&error);
  std::string words = known ? known->what_without_backtrace() : error.what();
  words = words.substr(0, words.find('\n'));
  for (size_t end = words.find(": "); end != std::string::npos; end = words.find(": ")) {
    const std::string name = words.substr(0, end);
    if (name.find_first_of(" \"'") != std::string::npos) break;
    words = words.substr(end + 2);
  }
  return words;
}
template <class F>
void refuse(const char* expression, F&& f) {
  std::string line = "taken";
  try {
    f();
  } catch (const std::exception& error) {
    line = class_of(error) + " " + words_of(error);
  }
  std::printf("%s%s : %s\n", prefix().c_str(), expression, line.c_str());
}
#define REFUSES(...) refuse(#__VA_ARGS__, [&] { (void)(__VA_ARGS__); })

Tensor floats(std::vector<int64_t> sizes) { return counted(std::move(sizes)); }
Tensor wholes(std::vector<int64_t> sizes) { return counted(std::move(sizes), kInt); }

void of_elements() {
  const Tensor x = floats({2, 3}), square = floats({3, 3}), whole = wholes({2, 3}), mask = x > 2;
  REFUSES(whole.bitwise_and(square));
  REFUSES(whole.clone().bitwise_and_(square));
  REFUSES(wholes({3}).bitwise_xor_(whole));
  REFUSES(whole.clone().bitwise_or_(x));
  REFUSES(x.gcd(square));
  REFUSES(whole.hypot(wholes({2})));
  REFUSES(whole.hypot(whole));
  REFUSES(x.add(square, true));
  REFUSES(mask.clone().add_(2, true));
  REFUSES(mask.sub(2, 2.5));
  REFUSES(torch::rsub(mask, true));
  REFUSES(x.lerp(square, whole));
  REFUSES(x.lerp(floats({3}), floats({2})));
  REFUSES(torch::addcmul(floats({1, 2, 2, 3}), x, square));
  REFUSES(torch::where(x, 1, 2));
  REFUSES(x.masked_fill(whole, floats({2})));
  REFUSES(x.masked_fill(square, 1));
  REFUSES(x.masked_fill(x.to(kByte), 1));
  REFUSES(x.clone().masked_fill_(square, floats({2})));
  REFUSES(x.masked_scatter(x, whole));
  REFUSES(x.masked_scatter(x, x));
  REFUSES(floats({3}).masked_scatter_(floats({2}) > 0, x));
  REFUSES(torch::isclose(floats({3}), x, 0.5, 0.5, true));
  REFUSES(x.diff(0, 1, square));
  REFUSES(x.diff(1, 5, floats({3})));
  REFUSES(mask.pow(mask));
  SHOW(whole.to(kByte).sign(), x.diff(0, 0, square), mask.pow(true), mask.pow(false));
}

void of_indices() {
  const Tensor x = floats({2, 3}), whole = wholes({2, 3}), place = places({0, 1});
  REFUSES(x.scatter(5, x, whole));
  REFUSES(x.scatter(0, x, 1, "median"));
  REFUSES(x.scatter(0, whole.to(kLong), 1, "median"));
  REFUSES(x.scatter_reduce(0, places({0}), x, "median"));
  REFUSES(x.scatter_reduce(0, whole.to(kLong), x, "median"));
  REFUSES(x.index_fill(5, x, x));
  REFUSES(x.index_fill(5, place, 1));
  REFUSES(x.index_copy(5, x, x));
  REFUSES(x.index_copy(0, x, x));
  REFUSES(x.index_copy(0, floats({2}), floats({2})));
  REFUSES(x.index_select(5, x));
  REFUSES(x.index_select(0, x));
  REFUSES(torch::tensor(2.f).index_select(0, place));
  REFUSES(x.index_add(0, place, torch::tensor(2.f)));
  REFUSES(floats({3}).index_add(0, place, x));
  REFUSES(x.take_along_dim(floats({3}), 0));
  REFUSES(x.put(place, whole));
  REFUSES(x.put(place, floats({3})));
  REFUSES(x.clone().index_put_({place}, wholes({5})));
  REFUSES(floats({2, 3, 4}).index({floats({3}).to(kBool), x}));
  REFUSES(x.repeat_interleave(x, 5));
  REFUSES(x.repeat_interleave(places({1, 1, 1}), 0));
  REFUSES(torch::repeat_interleave(x));
  REFUSES(torch::embedding(floats({3}), x));
  Tensor y = x.clone();
  REFUSES(y.scatter_(0, whole.to(kLong), 1, "median"));
  REFUSES(y.index_put_({place}, wholes({3})));
  SHOW(y, y._version(), x.scatter(0, torch::zeros({0}), 1), x.as_strided({0}, {1}, 9).sizes());
}

void of_shapes() {
  const Tensor x = floats({2, 3}), none = torch::zeros({0}), number = torch::tensor(2.f);
  REFUSES(x.split(-1, 5));
  REFUSES(x.split(torch::IntArrayRef({1, 1}), -1));
  REFUSES(x.chunk(0, 5));
  REFUSES(x.narrow(5, 0, -1));
  REFUSES(x.transpose(5, -6));
  REFUSES(x.permute({0}));
  REFUSES(x.unflatten(1, {-6}));
  REFUSES(x.as_strided({2}, {-1}, -1));
  REFUSES(number.squeeze(torch::IntArrayRef({0, 0})));
  REFUSES(torch::cat(std::vector<Tensor>{}));
  REFUSES(torch::meshgrid({x, wholes({2})}, "zz"));
  REFUSES(torch::amin(none, {-1}));
  REFUSES(torch::amin(none, {0, 0}));
  REFUSES(none.max());
  REFUSES(none.argmin(0));
  REFUSES(x.kthvalue(9));
  REFUSES(floats({3}).adjoint());
  REFUSES(floats({3}).mH());
  REFUSES((x > 1).positive());
  REFUSES((x > 1).median(5));
  REFUSES(torch::quantile(wholes({3}), 0.5, 0, false, "middle"));
  REFUSES(torch::trapezoid(x > 1, x, 5));
  REFUSES(torch::trapezoid(x, true));
  REFUSES(torch::cumulative_trapezoid(x, x, 5));
  REFUSES(torch::unique_dim(number, 0));
  REFUSES(torch::cdist(wholes({2, 3}), floats({3})));
  REFUSES(torch::histc(x, 3, 2, 1));
  REFUSES(x.bincount({}, -1));
  REFUSES(number.unflatten(-1, {1}));
  REFUSES(number.index({Slice(1, 2)}));
  REFUSES(torch::cumulative_trapezoid(number, 1, 1));
  REFUSES(none.nanmedian(0));
  REFUSES(torch::histc(x > 1, 3));
  REFUSES(torch::meshgrid({x}, "ij"));
  REFUSES(x.movedim({0, 5}, {-7, 1}));
  REFUSES((x > 1).clone().cumsum_(5));
  with({kHalf}, [] {
    REFUSES(floats({3}).to(kHalf).trace());
    REFUSES(torch::linalg_vander(floats({3}).to(kHalf), 1));
  });
  SHOW(number.cummin(5), torch::unique_dim(x, 1), torch::unique_dim_consecutive(floats({3}), 0),
       none.roll(1, 5), number.topk(0));
}

void of_products() {
  const Tensor x = floats({2, 3}), whole = wholes({2, 3}), square = floats({3, 3});
  REFUSES(torch::addmv(x, x, x));
  REFUSES(torch::addbmm(x, x, x));
  REFUSES(torch::addbmm(floats({3}), x, floats({2, 3, 4})));
  REFUSES(torch::baddbmm(floats({2}), x, floats({1, 2, 2, 3})));
  REFUSES(torch::addbmm(x, torch::tensor(2.f), x));
  REFUSES(torch::addmv(torch::tensor(2.f), x, torch::zeros({0})));
  REFUSES((x > 1).matmul(floats({2, 3, 4}) > 1));
  REFUSES(torch::linalg_solve(torch::zeros({2, 2}), floats({3, 2, 2})));
  REFUSES(torch::tensordot(whole, x, {5}, {0}));
  REFUSES(torch::tensordot(x, x, {-1}, {0}));
  REFUSES(torch::tensor(2.f).mv(x));
  REFUSES((x > 1).mv(floats({3})));
  REFUSES(torch::conv2d(x, x, x, 0));
  REFUSES(torch::conv2d(x, x, whole, 0));
  REFUSES(torch::conv2d(floats({2, 3, 4}), x, {}, 0));
  REFUSES(
      torch::conv2d(floats({2, 3, 4}), floats({1, 2, 2, 2}), {}, 0, torch::IntArrayRef({0}), 1, 0));
  REFUSES(torch::avg_pool2d(x, 0));
  REFUSES(torch::avg_pool2d(x, 0, {}, 0, false, true, 0));
  REFUSES(torch::layer_norm(x, {5}, whole));
  REFUSES(torch::layer_norm(x, {5}, x));
  REFUSES(torch::batch_norm(whole, x, x, x, floats({3}), true, 0.1, 1e-5, false));
  REFUSES(torch::mse_loss(x, floats({2, 2}), 7));
  REFUSES(torch::cross(whole, x, 1));
  REFUSES(torch::linalg_solve(floats({3}), wholes({3})));
  REFUSES(torch::linalg_solve_triangular(floats({3}), floats({3}), true));
  REFUSES(torch::linalg_lu_solve(whole, x, x));
  REFUSES(torch::linalg_lu_solve(x, x, x));
  REFUSES(torch::linalg_matrix_norm(floats({3}), 2.5, {0}));
  REFUSES(torch::linalg_matrix_norm(whole, 2, {0}));
  REFUSES(torch::linalg_norm(x, "fro", torch::IntArrayRef({0, 1, 2})));
  REFUSES(torch::linalg_vector_norm(torch::tensor(2.f), 2, torch::IntArrayRef({0, 0})));
  REFUSES(torch::linalg_cond(x, "three"));
  REFUSES(torch::linalg_qr(whole, "all"));
  REFUSES(torch::linalg_tensorsolve(floats({3}), torch::zeros({0}), torch::IntArrayRef({0})));
  REFUSES(torch::linalg_lstsq(square, floats({2, 3, 4})));
  REFUSES(torch::linalg_lu_factor(square, false));
  REFUSES(torch::linalg_matrix_rank(x, 0.5, true));
  REFUSES(torch::norm(whole, 2));
  SHOW(torch::addmm(x, x, square, true, 2),
       torch::linalg_matrix_rank(torch::diag(floats({4})), 1.5),
       torch::linalg_matrix_rank(torch::diag(floats({4})), 0.5, true));
}

void of_layers() {
  namespace F = torch::nn::functional;
  const Tensor x = floats({2, 3}), image = floats({1, 2, 2, 3}), target = places({0, 2});
  const auto training = F::BatchNormFuncOptions().training(true);
  REFUSES(F::linear(x, floats({2, 3, 4}), floats({4})));
  REFUSES(F::linear(image, floats({4, 2})));
  REFUSES(F::linear(image, floats({4, 3}), floats({3})));
  REFUSES(torch::linear(torch::tensor(2.f), floats({4, 3})));
  REFUSES(F::linear(x, torch::tensor(2.f), floats({3})));
  REFUSES(F::linear(torch::tensor(2.f), floats({4, 3})));
  REFUSES(torch::nn::Linear(3, -1));
  REFUSES(torch::nn::Linear(0, 3));
  REFUSES(torch::nn::init::xavier_normal_(floats({0, 3, 2, 2})));
  REFUSES(floats({2}).uniform_(0, kInf));
  REFUSES(floats({2}).uniform_(-3e38, 3e38));
  REFUSES(torch::conv2d(image, floats({2, 3, 4})));
  REFUSES(torch::conv2d(image, floats({2, 2, 1}), {}, {1, 1}));
  REFUSES(torch::nn::Conv2d(0, 4, 3));
  REFUSES(torch::nn::Conv2d(3, 4, 3)->forward(floats({2, 5, 5})));
  REFUSES(F::batch_norm(floats({3}), {}, {}, training));
  REFUSES(F::batch_norm(floats({1, 3}), {}, {}, training));
  REFUSES(torch::nn::BatchNorm2d(2)->forward(floats({1, 2, 1, 1})));
  REFUSES(torch::batch_norm(x, wholes({3}), {}, {}, {}, true, 0.1, 1e-5, false));
  REFUSES(torch::nn::LayerNorm(torch::nn::LayerNormOptions(std::vector<int64_t>{}))->forward(x));
  REFUSES(F::embedding(target, floats({3})));
  REFUSES(F::nll_loss(floats({3}), target));
  REFUSES(F::nll_loss(x, places({0, 1, 2})));
  REFUSES(F::cross_entropy(x, places({0, 1, 2})));
  REFUSES(F::cross_entropy(x, wholes({2, 3})));
  REFUSES(F::cross_entropy(wholes({2, 3}), target));
  REFUSES(F::cross_entropy(torch::tensor(2.f), target));
  REFUSES(F::cross_entropy(x, target, F::CrossEntropyFuncOptions().label_smoothing(2)));
  REFUSES(F::cross_entropy(image, target));
  REFUSES(F::cross_entropy(floats({2, 3, 4}), places({0, 1})));
  SHOW(torch::optim::SGD({target, x > 2}, 0.1).param_groups()[0].params().size());
  SHOW(torch::batch_norm(torch::zeros({0, 3}), x, x, x, x, true, 0.1, 1e-5, false),
       torch::batch_norm(floats({1, 3}), {}, {}, {}, {}, true, 0.1, 1e-5, false));
  with({kHalf}, [&] { SHOW(F::mse_loss(torch::tensor(2.f), x.to(kHalf))); });
}

/// Whether backward runs after the result was written to.
template <class F>
bool spares_result(F&& f) {
  Tensor x = (floats({3, 4}) / 16 + 0.1f).requires_grad_();
  const Tensor y = f(x);
  y.detach().add_(1);
  try {
    y.sum().backward();
  } catch (const c10::Error&) {
    return false;
  }
  return true;
}

void of_results() {
  const Tensor other = floats({3, 4}) + 1;
  SHOW(spares_result([](const Tensor& x) { return x.prod(); }),
       spares_result([](const Tensor& x) { return x.prod(0); }),
       spares_result([](const Tensor& x) { return x.cumprod(1); }),
       spares_result([](const Tensor& x) { return torch::pdist(x); }));
  SHOW(spares_result([&](const Tensor& x) { return x.hypot(other); }),
       spares_result([&](const Tensor& x) { return x.copysign(other); }),
       spares_result([&](const Tensor& x) { return other.pow(x); }),
       spares_result([&](const Tensor& x) { return x.pow(other); }));
  SHOW(spares_result([](const Tensor& x) { return x.pow(0.5); }),
       spares_result([](const Tensor& x) { return x.pow(-1); }),
       spares_result([](const Tensor& x) { return x.erfinv(); }),
       spares_result([](const Tensor& x) { return std::get<0>(x.kthvalue(1, 0)); }));
}

void of_storage() {
  const Tensor none, x = floats({2, 3});
  Tensor y = x.clone(), lies = floats({1, 2, 2, 3});
  REFUSES(none.data_ptr());
  REFUSES(none.data_ptr<float>());
  REFUSES(none.storage());
  REFUSES(none.nbytes());
  REFUSES(none.backward());
  REFUSES(none.data());
  REFUSES(Tensor().detach_());
  REFUSES(none.set_data(x));
  REFUSES(y.set_data(none));
  y.resize_({2, 3});
  SHOW(y._version());
  y.resize_({3});
  SHOW(y, y._version());
  y.set_(x);
  SHOW(y, y._version());
  y.set_(x.storage(), 1, {2}, {2});
  y.mul_(2);
  SHOW(y, y._version(), x._version());
  lies.resize_({1, 2, 2, 3}, torch::MemoryFormat::ChannelsLast);
  SHOW(lies.strides());
  lies.resize_as_(floats({2, 2, 1, 3}), torch::MemoryFormat::Preserve);
  SHOW(lies.sizes(), lies.strides());
}

void of_undefined() {
  const Tensor none, x = floats({2, 3}), v = floats({3}), index = places({0, 1});
  REFUSES(none + x);
  REFUSES(torch::mul(x, none));
  REFUSES(torch::where(x > 0, none, x));
  REFUSES(torch::addmm(x, x, none));
  REFUSES(torch::matmul(x, none));
  REFUSES(torch::dot(none, v));
  REFUSES(x.scatter(0, index, none));
  REFUSES(x.index_select(0, none));
  REFUSES(x.masked_fill(none, 1));
  REFUSES(torch::lerp(x, x, none));
  REFUSES(none.softmax(0));
  REFUSES(torch::embedding(x, none));
  REFUSES(torch::layer_norm(none, {3}));
  REFUSES(torch::conv2d(floats({1, 2, 4, 4}), none));
  REFUSES(torch::mse_loss(x, none));
  REFUSES(torch::searchsorted(v, none));
  REFUSES(x.clone().copy_(none));
}

}  // namespace

void wrong_calls() {
  of_elements();
  of_indices();
  of_shapes();
  of_products();
  of_layers();
  of_results();
  of_storage();
  of_undefined();
}

}  // namespace semantics
