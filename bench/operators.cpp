// A case per row of the operator table, small and large, forward and backward.
#include <fmt/core.h>

#include "arguments.h"
#include "cases.h"

namespace pumice::bench {
namespace {

using Args = std::vector<Arg>;
constexpr int64_t kSmall = 1 << 10, kLarge = 1 << 22;

double bytes_of(const std::vector<Tensor>& tensors) {
  double bytes = 0;
  for (const Tensor& t : tensors)
    if (t.defined()) bytes += static_cast<double>(t.nbytes());
  return bytes;
}

double bytes_of(const Args& args) {
  double bytes = 0;
  for (const Arg& a : args) {
    if (const auto* t = std::get_if<Tensor>(&a)) bytes += bytes_of(std::vector{*t});
    if (const auto* list = std::get_if<std::vector<Tensor>>(&a)) bytes += bytes_of(*list);
  }
  return bytes;
}

/// Bytes that a call must read and write, from a small one run on the CPU: {forward, backward}.
std::pair<double, double> bytes_moved(const Op& op, int64_t n) {
  NoGradGuard no_grad;
  const Args args = arguments(op, kSmall, TensorOptions(kFloat).device(kCPU));
  const double in = bytes_of(args), out = bytes_of(op(args));
  const double scale = static_cast<double>(n) / static_cast<double>(kSmall);
  return {scale * (in + out), scale * (2 * in + out)};  // backward: inputs, cotangent, gradients
}

/// Differentiable tensors among the arguments, made to require grad.
std::vector<Tensor> parameters_of(Args& args) {
  std::vector<Tensor> found;
  const auto take = [&](Tensor& t) {
    if (t.is_floating_point()) found.push_back(t.detach().requires_grad_()), t = found.back();
  };
  for (Arg& a : args) {
    if (auto* t = std::get_if<Tensor>(&a)) take(*t);
    if (auto* list = std::get_if<std::vector<Tensor>>(&a))
      for (Tensor& t : *list) take(t);
  }
  return found;
}

Work forward(const Op& op, int64_t n, Device device) {
  return [&op, args = arguments(op, n, TensorOptions(kFloat).device(device))] {
    NoGradGuard no_grad;
    return op(args);
  };
}

Work backward(const Op& op, int64_t n, Device device) {
  Args args = arguments(op, n, TensorOptions(kFloat).device(device));
  const std::vector<Tensor> inputs = parameters_of(args);
  const Tensor y = op(args)[0];
  const Tensor g = ones_like(y);
  return [y, g, inputs] {
    return autograd::grad({y}, inputs, {g}, /*retain_graph=*/true, false, /*allow_unused=*/true);
  };
}

}  // namespace

std::vector<Case> operator_cases() {
  std::vector<Case> cases;
  for (const Op& op : op_table()) {
    if (op.kind == OpKind::view) continue;
    for (const auto& [size, n] : {std::pair{"small", kSmall}, std::pair{"large", kLarge}}) {
      const auto [bytes, bytes_backward] = bytes_moved(op, n);
      cases.push_back({fmt::format("op/{}/{}", op.name, size), 0, bytes,
                       [&op, n = n](Device device) { return forward(op, n, device); }});
      if (op.differentiable)
        cases.push_back({fmt::format("op/{}_backward/{}", op.name, size), 0, bytes_backward,
                         [&op, n = n](Device device) { return backward(op, n, device); }});
    }
  }
  return cases;
}

}  // namespace pumice::bench
