// Attaching gradients to what operators return.
#include "autograd/record.h"

#include "autograd/constant.h"
#include "autograd/meta.h"
#include "base/error.h"
#include "base/thread_variable.h"
#include "pumice/factories.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {
PUMICE_READ_OFTEN thread_local bool saved_mark = false;
}

Tensor as_own(Tensor view) {
  TensorImpl& impl = *view.impl();
  impl.base.reset();
  impl.origin = ViewOrigin::normal;
  return view;
}

Tensor rename_node(Tensor result, const char* name) {
  if (GraphNode* node = result.impl()->grad_fn.get()) node->rename(name);
  return result;
}

Tensor& rename_write(const Tensor& self, const char* name) {
  const TensorImpl& impl = *self.impl();
  if (impl.grad_fn && !impl.base.defined() && GradMode::is_enabled()) impl.grad_fn->rename(name);
  return const_cast<Tensor&>(self);
}

Tensor& refuse_gradient(const Tensor& result, const char* op) {
  const TensorImpl& impl = *result.impl();
  if (impl.grad_fn && !impl.base.defined() && GradMode::is_enabled()) impl.grad_fn->refuse(op);
  return const_cast<Tensor&>(result);
}

Tensor constant_in(const Tensor& x, Tensor dx, const char* node) {
  if (!needs_grad({x})) return dx;
  return record(node, {dx, x}, make_alias(dx), [&]() -> GradFn {
    return [sizes = DimVector(x.sizes())](const Tensors& g, Needs needs) {
      return Tensors{g[0], needs[1] ? zeros(sizes, g[0].options()) : Tensor()};
    };
  });
}

Tensor history_of(const Tensor& x) {
  TensorImpl& from = *x.impl();
  const std::shared_ptr<GraphNode>& node = history(from);
  if (!node) return x;
  Tensor origin = make_tensor({}, from.dtype, from.device());
  origin.impl()->set_sizes_strides(from.sizes, DimVector(from.sizes.size(), 0));
  origin.impl()->grad_fn = node;
  origin.impl()->output_nr = from.output_nr;
  return origin;
}

bool take_saved_mark() { return std::exchange(saved_mark, false); }

namespace {

// A view among the inputs may get a new history where its edge is asked for.
template <class Inputs>
EdgeList edges_to(const Inputs& inputs) {
  EdgeList edges;
  edges.reserve(inputs.size());
  for (const InputRef input : inputs) edges.push_back(edge_of(input.tensor));
  return edges;
}

template <class Inputs>
bool any_requires_grad(const Inputs& inputs) {
  for (const InputRef input : inputs)
    if (input.tensor.defined() && requires_grad(*input.tensor.impl())) return true;
  return false;
}

void attach_node(const char* name, EdgeList&& edges, std::span<Tensor> outputs, GradFn&& grad) {
  auto node =
      std::make_shared<GraphNode>(name, std::move(edges), std::move(grad), take_saved_mark());
  for (const Tensor& output : outputs) {
    if (output.defined())
      node->add_output(*output.impl());
    else
      node->outputs.add();
  }
  const auto give = [&](size_t i, std::shared_ptr<GraphNode> to) {
    if (outputs[i].defined() && outputs[i].is_floating_point())
      attach(*outputs[i].impl(), std::move(to), static_cast<uint32_t>(i));
  };
  for (size_t i = 1; i < outputs.size(); ++i) give(i, node);
  if (!outputs.empty()) give(0, std::move(node));
}

}  // namespace

bool needs_grad(std::initializer_list<InputRef> inputs) {
  return GradMode::is_enabled() && any_requires_grad(inputs);
}
bool needs_grad(TensorList inputs) { return GradMode::is_enabled() && any_requires_grad(inputs); }

void record(const char* name, TensorList inputs, std::span<Tensor> outputs, GradFn grad) {
  attach_node(name, edges_to(inputs), outputs, std::move(grad));
}

void record(const char* name, std::initializer_list<InputRef> inputs, std::span<Tensor> outputs,
            GradFn grad) {
  attach_node(name, edges_to(inputs), outputs, std::move(grad));
}

Saved::Saved(const Tensor& input) : tensor_(input) {
  check(!input.defined() || !input.impl()->inference, ErrorKind::autograd,
        "Inference tensors cannot be saved for backward. To work around you can make a clone to "
        "get a normal tensor and use it in autograd.");
  saved_mark = true;
  if (input.defined()) version_ = input.impl()->version().load(std::memory_order_relaxed);
}

Saved Saved::output(const Tensor& result) {
  Saved saved;
  saved_mark = true;
  if (!result.defined()) return saved;
  saved.tensor_ = make_alias(result);
  saved.version_ = result.impl()->version().load(std::memory_order_relaxed);
  saved.output_ = result.impl();
  return saved;
}

namespace {

std::string origin(const Tensor& tensor, const TensorImpl* output) {
  if (const GraphNode* node = output ? running_node() : nullptr) {
    for (size_t i = 0; i < node->outputs.size(); ++i)
      if (node->outputs[i].id == output)
        return text_of(", which is output {} of {},", i, node->name());
    if (node->write && node->write->view == output)
      return ", which is output 0 of AsStridedBackward0,";
    return {};
  }
  const auto& node = history(*tensor.impl());
  if (!node) return {};
  return text_of(", which is output {} of {},", tensor.impl()->output_nr, node->name());
}

// A saved output as what it was in the graph: a result of the node that runs.
Tensor with_history(const Tensor& tensor, const TensorImpl* output) {
  GraphNode* node = running_node();
  if (!node) return tensor;
  const std::shared_ptr<GraphNode> shared = share_running_node();
  Tensor result = make_alias(tensor);
  for (uint32_t i = 0; i < node->outputs.size(); ++i)
    if (node->outputs[i].id == output) {
      attach(*result.impl(), shared, i);
      return result;
    }
  if (node->write && node->write->view == output)
    attach_as_strided(*result.impl(), node->write->base, {shared, 0});
  return result;
}

}  // namespace

Tensor Saved::unpack() const {
  if (!tensor_.defined()) return tensor_;
  const uint32_t now = tensor_.impl()->version().load(std::memory_order_relaxed);
  check(now == version_, ErrorKind::autograd,
        "one of the variables needed for gradient computation has been modified by an inplace "
        "operation: [{} {}]{} is at version {}; expected version {} instead. Hint: {}",
        type_name(tensor_), list_str(tensor_.sizes()), origin(tensor_, output_), now, version_,
        autograd::AnomalyMode::is_enabled()
            ? "the backtrace further below shows the operation that failed to compute its "
              "gradient. The variable in question was changed in there or anywhere later. Good "
              "luck!"
            : "enable anomaly detection to find the operation that failed to compute its gradient, "
              "with torch.autograd.set_detect_anomaly(True).");
  return output_ && GradMode::is_enabled() ? with_history(tensor_, output_) : tensor_;
}

}  // namespace pumice
