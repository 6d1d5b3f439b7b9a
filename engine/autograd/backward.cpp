// backward() and grad(): arguments checked, then the engine run.
#include "autograd/meta.h"
#include "base/error.h"
#include "base/warnings.h"
#include "pumice/functions.h"
#include "tensor/print.h"

namespace pumice::autograd {

namespace {

Tensor root_gradient(const Tensor& output, const Tensor& given, size_t i) {
  if (!given.defined()) {
    check(output.numel() == 1, ErrorKind::autograd,
          "grad can be implicitly created only for scalar outputs");
    return ones_like(output);
  }
  check(broadcasts_to(output.sizes(), given.sizes()), ErrorKind::shape,
        "invalid gradient at index {} - got {} but expected shape compatible with {}", i,
        list_str(given.sizes()), list_str(output.sizes()));
  const Tensor grad = given.sizes() == output.sizes() ? given : sum_to_size(given, output.sizes());
  return grad.to(output.device(), output.scalar_type());
}

std::vector<Edge> edges_of(const variable_list& inputs, bool retain) {
  std::vector<Edge> edges;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (retain) inputs[i].retain_grad();
    check(inputs[i].requires_grad(), ErrorKind::autograd,
          "element {} of the input tensors does not require grad", i);
    edges.push_back(edge_of(inputs[i]));
    // A view that was made in no_grad mode: nothing leads to it.
    if (!edges.back().function) edges.back() = {std::make_shared<GraphNode>("Identity"), 0};
  }
  return edges;
}

Tensors run(const variable_list& outputs, const variable_list& given, bool keep_graph,
            bool create_graph, bool accumulate, const variable_list& inputs) {
  check(given.empty() || given.size() == outputs.size(), ErrorKind::value,
        "got {} tensors and {} gradients", outputs.size(), given.size());
  std::vector<Edge> roots;
  Tensors grads;
  for (size_t i = 0; i < outputs.size(); ++i) {
    Edge edge = edge_of(outputs[i]);
    check(edge.function != nullptr, ErrorKind::autograd,
          "element {} of tensors does not require grad and does not have a grad_fn", i);
    grads.push_back(root_gradient(outputs[i], given.empty() ? Tensor() : given[i], i));
    roots.push_back(std::move(edge));
  }
  const std::vector<Edge> ends = edges_of(inputs, accumulate);
  if (accumulate && create_graph)
    warn_once(
        "Using backward() with create_graph=True will create a reference cycle between the "
        "parameter and its gradient which can cause a memory leak. We recommend using "
        "autograd.grad when creating the graph to avoid this. If you have to use this function, "
        "make sure to reset the .grad fields of your parameters to None after use to break the "
        "cycle and avoid the leak.");
  return run_backward(roots, grads, keep_graph, create_graph, accumulate, ends);
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors,
              std::optional<bool> retain_graph, bool create_graph, const variable_list& inputs) {
  run(tensors, grad_tensors, retain_graph.value_or(create_graph), create_graph, true, inputs);
}

variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs, std::optional<bool> retain_graph,
                   bool create_graph, bool allow_unused) {
  check_as<ValueError>(!inputs.empty(), ErrorKind::value, "grad requires non-empty inputs.");
  variable_list results =
      run(outputs, grad_outputs, retain_graph.value_or(create_graph), create_graph, false, inputs);
  for (size_t i = 0; i < results.size() && !allow_unused; ++i)
    check(results[i].defined(), ErrorKind::autograd,
          "element {}of the differentiated Tensors appears to not have been used in the graph. Set "
          "allow_unused=True if this is the desired behavior.",
          i);
  return results;
}

}  // namespace pumice::autograd

namespace pumice {

void Tensor::backward(const Tensor& gradient, std::optional<bool> retain_graph, bool create_graph,
                      std::optional<TensorList> inputs) const {
  check(defined(), ErrorKind::value, "cannot call get_autograd_meta() on undefined tensor");
  check(!inputs || !inputs->empty(), ErrorKind::value,
        "'inputs' argument to backward cannot be empty");
  autograd::backward({*this}, {gradient}, retain_graph, create_graph,
                     inputs ? inputs->vec() : std::vector<Tensor>());
}

}  // namespace pumice
