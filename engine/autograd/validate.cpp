// Gradients between two nodes.
#include "autograd/validate.h"

#include "autograd/meta.h"
#include "base/error.h"
#include "pumice/functions.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// Hooks see undefined gradients, too: where no gradient came along this way.
void call_hooks(TensorHooks& hooks, Tensor& grad) {
  std::vector<std::function<Tensor(const Tensor&)>> list;
  {
    std::lock_guard lock(hooks.mutex);
    list = hooks.list;
  }
  for (size_t i = 0; i < list.size(); ++i) {
    if (!list[i]) continue;
    Tensor replaced = list[i](grad);
    if (!replaced.defined()) continue;
    check(grad.defined(), ErrorKind::autograd,
          "can't replace a empty gradient with a non-empty value");
    check(replaced.scalar_type() == grad.scalar_type() &&
              replaced.device().type() == grad.device().type(),
          ErrorKind::autograd, "hook '{}' has changed the type of value (was {} got {})", i,
          type_name(grad), type_name(replaced));
    check(replaced.sizes() == grad.sizes(), ErrorKind::autograd,
          "hook '{}' has changed the size of value", i);
    grad = std::move(replaced);
  }
}

}  // namespace

void run_hooks(GraphNode& node, Tensors& grads) {
  if (auto* leaf = dynamic_cast<AccumulateGrad*>(&node)) {
    const auto& meta = leaf->leaf.autograd;
    if (meta && meta->hooks) call_hooks(*meta->hooks, grads[0]);
    return;
  }
  decltype(NodeHooks::outputs) outputs;
  decltype(NodeHooks::retained) retained;
  {
    std::lock_guard lock(node.mutex);
    if (!node.hooks) return;
    outputs = node.hooks->outputs;
    retained = node.hooks->retained;
  }
  for (auto& [nr, list] : outputs) call_hooks(*list, grads[nr]);
  for (auto& [nr, slot] : retained) {
    const Tensor& grad = grads[nr];
    if (!grad.defined()) continue;
    *slot = slot->defined() ? *slot + grad : grad.clone();
  }
}

void validate(const GraphNode& node, Tensors& results) {
  const size_t expected = node.edges.size();
  // Undefined surplus is allowed: gradients for arguments that are no tensors.
  while (results.size() > expected && !results.back().defined()) results.pop_back();
  check(results.size() == expected, ErrorKind::autograd,
        "Function {} returned an incorrect number of gradients (expected {}, got {})", node.name(),
        expected, results.size());
  for (size_t i = 0; i < expected; ++i) {
    Tensor& grad = results[i];
    const Edge& edge = node.edges[i];
    if (!edge.function) {
      grad.reset();
      continue;
    }
    if (!grad.defined()) continue;
    const auto& target = static_cast<const GraphNode&>(*edge.function).outputs[edge.input_nr];
    if (!(grad.sizes() == target.sizes)) {
      check(broadcasts_to(target.sizes, grad.sizes()), ErrorKind::autograd,
            "Function {} returned an invalid gradient at index {} - got {} but expected shape "
            "compatible with {}",
            node.name(), i, list_str(grad.sizes()), list_str(target.sizes));
      grad = sum_to_size(grad, target.sizes);
    }
    if (grad.scalar_type() != target.dtype) grad = grad.to(target.dtype);
    check(grad.device() == target.device, ErrorKind::autograd,
          "Function {} returned an invalid gradient at index {} - expected device {} but got {}",
          node.name(), i, target.device, grad.device());
  }
}

}  // namespace pumice
