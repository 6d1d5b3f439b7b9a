// A tour of tensors and autograd: factories, printing, indexing, writes in place, a custom
// function, hooks, gradients of gradients, errors.
#include <torch/torch.h>

#include <iostream>
#include <string>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using namespace torch::indexing;

// y = scale * x^3, with its own gradient.
class ScaledCube : public torch::autograd::Function<ScaledCube> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor x, double scale) {
    ctx->save_for_backward({x});
    ctx->saved_data["scale"] = scale;
    return x * x * x * scale;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const auto saved = ctx->get_saved_variables();
    const double scale = ctx->saved_data["scale"].toDouble();
    return {grads[0] * saved[0] * saved[0] * 3.0 * scale, torch::Tensor()};
  }
};

void factories() {
  std::cout << torch::arange(6).view({2, 3}) << "\n";
  std::cout << torch::tensor({{1.5, -2.0}, {0.25, 4.0}}) << "\n";
  std::cout << torch::full({2}, 7, torch::kInt) << "\n";
  std::cout << torch::eye(3) << "\n";
  std::cout << torch::linspace(0, 1, 5) << "\n";
  std::cout << torch::zeros({0}) << "\n";
  const auto x = torch::ones({2, 2}, torch::dtype(torch::kFloat64).requires_grad(true));
  std::cout << (x.dtype() == torch::kFloat64) << " " << x.sizes() << " " << x.requires_grad() << " "
            << x.device() << "\n";
  std::cout << ((torch::ones({2}, torch::kInt) + 1.5).dtype() == torch::kFloat32) << " "
            << ((torch::ones({2}, torch::kLong) / 2).scalar_type() == torch::kFloat32) << "\n";
}

void indices() {
  const auto x = torch::arange(24, torch::kFloat32).reshape({2, 3, 4});
  std::cout << x.index({0, Slice(None, 2), Slice(1, None, 2)}) << "\n";
  std::cout << x.index({"...", -1}) << "\n";
  std::cout << x.index({Ellipsis, 0}).sum().item<float>() << "\n";
  auto y = x.clone();
  y.index_put_({x > 20}, -1.0);
  y[0][1] = torch::ones({4}) * 9;
  y.index({1, Slice(), 0}).fill_(5);
  std::cout << y << "\n";
  std::cout << y.index({torch::tensor({1, 0}), torch::tensor({2, 1})}) << "\n";
  std::cout << x.masked_select(x.ge(22)) << " " << x.transpose(0, 2).sizes() << " "
            << x.permute({2, 0, 1}).stride(0) << "\n";
  std::cout << torch::cat({x[0], x[1]}, 0).mean(0) << "\n";
  for (const auto& part : x.flatten().split(10)) std::cout << part.size(0) << " ";
  std::cout << x.flatten().chunk(5).size() << " " << x.unbind(1).size() << "\n";
}

void gradients() {
  auto x = torch::tensor({1.0, 2.0, 3.0}, torch::requires_grad());
  auto y = ScaledCube::apply(x, 2.0);
  y.sum().backward();
  std::cout << x.grad() << "\n";

  const auto w = torch::tensor(2.0, torch::requires_grad());
  const auto z = w * w * w;
  const auto first = torch::autograd::grad({z}, {w}, {}, /*retain_graph=*/true,
                                           /*create_graph=*/true)[0];
  const auto second = torch::autograd::grad({first}, {w})[0];
  std::cout << first.item<float>() << " " << second.item<float>() << " " << z.grad_fn()->name()
            << " " << z.grad_fn()->next_edge(1).function->name() << "\n";

  x.mutable_grad().reset();
  auto h = x * 2;
  const auto handle = h.register_hook([](torch::Tensor grad) { return grad * 10; });
  h.retain_grad();
  const auto on_leaf = x.register_hook(
      [](torch::Tensor grad) { std::cout << "hook " << grad.sum().item<float>() << "\n"; });
  (h * h).sum().backward();
  std::cout << h.grad() << "\n" << x.grad() << "\n";
  h.remove_hook(handle);
  x.remove_hook(on_leaf);

  auto buffer = torch::zeros({2, 3});
  buffer.select(0, 1).copy_(x.detach() + 1).mul_(2);
  auto tail = x.slice(0, 1).clone();
  tail.mul_(x.slice(0, 0, 2));
  std::cout << torch::autograd::grad({tail}, {x}, {torch::ones({2})})[0] << "\n" << buffer << "\n";
  {
    torch::NoGradGuard no_grad;
    std::cout << (x * 2).requires_grad() << " " << torch::GradMode::is_enabled() << "\n";
  }
  std::cout << x.is_leaf() << h.is_leaf() << h.detach().is_leaf() << "\n";
}

template <typename F>
void fails(const char* what, const std::string& words, F f) {
  try {
    f();
    std::cout << what << ": no error\n";
  } catch (const std::exception& error) {
    const std::string message = error.what();
    std::cout << what << ": " << (message.find(words) != std::string::npos ? words : message)
              << "\n";
  }
}

void errors() {
  auto x = torch::ones({2, 3}, torch::requires_grad());
  fails("leaf", "a leaf Variable that requires grad is being used in an in-place operation",
        [&] { x.add_(1); });
  fails("scalar", "grad can be implicitly created only for scalar outputs",
        [&] { (x * 2).backward(); });
  fails("no graph", "element 0 of tensors does not require grad and does not have a grad_fn",
        [&] { torch::ones({}).backward(); });
  fails("twice", "Trying to backward through the graph a second time", [&] {
    const auto y = (x * x).sum();
    y.backward();
    y.backward();
  });
  fails("changed", "has been modified by an inplace operation", [&] {
    const auto y = x.exp();
    y.mul_(2);
    const auto z = y.sigmoid();
    z.add_(1);
    z.sum().backward();
  });
  fails("parts", "This view is the output of a function that returns multiple views",
        [&] { (x * 1).unbind()[0].mul_(2); });
  fails("index", "out of range", [&] { torch::ones({2}).size(3); });
  fails("shape", "shape '[4]' is invalid for input of size 6", [&] { x.view({4}); });
  try {
    TORCH_CHECK(x.dim() == 7, "size ", 7, " of ", x.dim());
  } catch (const c10::Error& error) {
    std::cout << error.what_without_backtrace() << "\n";
  }
}

void mathematics() {
  const auto a = torch::tensor({{4.0, 1.0}, {2.0, 3.0}});
  const auto b = torch::tensor({1.0, 2.0});
  std::cout << a.matmul(b) << "\n" << torch::mm(a, a.t()) << "\n";
  std::cout << a.sum(1) << "\n"
            << a.mean().item<double>() << " " << a.max().item<float>() << " "
            << a.argmax().item<int64_t>() << " " << a.norm().item<float>() << "\n";
  const auto top = std::get<0>(a.max(1));
  std::cout << top << "\n" << torch::softmax(a, 1) << "\n";
  std::cout << torch::where(a > 2, a, torch::zeros_like(a)) << "\n";
  std::cout << torch::allclose(a + 1e-9, a) << " " << torch::equal(a, a.t()) << " "
            << (a == a.t()).all().item<bool>() << "\n";
  torch::manual_seed(7);
  std::cout << torch::rand({2, 2}) << "\n" << torch::randperm(6) << "\n";
}

int main() {
  factories();
  indices();
  gradients();
  errors();
  mathematics();
}
