// Sums of gradients: into leaves, between paths, and over broadcast dims.
#include "autograd/meta.h"
#include "pumice/functions.h"
#include "tensor/layout.h"

namespace pumice {

AccumulateGrad::AccumulateGrad(TensorImpl& leaf)
    : GraphNode("torch::autograd::AccumulateGrad"), leaf(leaf) {
  add_output(leaf);
}

namespace {

// A leaf's gradient has the leaf's strides where those are dense, else it is contiguous.
bool obeys_layout(const Tensor& grad, const TensorImpl& leaf) {
  const TensorImpl& impl = *grad.impl();
  if (!is_dense(leaf.sizes, leaf.strides)) return impl.contiguous;
  for (size_t i = 0; i < leaf.sizes.size(); ++i)
    if (leaf.sizes[i] != 1 && impl.strides[i] != leaf.strides[i]) return false;
  return is_dense(impl.sizes, impl.strides);
}

Tensor with_layout(const Tensor& grad, const TensorImpl& leaf) {
  Tensor copy = is_dense(leaf.sizes, leaf.strides)
                    ? make_strided(leaf.sizes, leaf.strides, grad.scalar_type(), grad.device())
                    : make_tensor(leaf.sizes, grad.scalar_type(), grad.device());
  copy.copy_(grad);
  return copy;
}

}  // namespace

Tensors AccumulateGrad::run(Tensors grads, Needs) {
  if (!grads[0].defined()) return {};
  if (!requires_grad(leaf)) return {};  // switched off since the leaf was used
  std::lock_guard lock(mutex);
  Tensor& grad = meta_of(leaf).shown_grad();
  Tensor& more = grads[0];
  if (!grad.defined()) {
    const bool steal = !GradMode::is_enabled() && !more.impl()->grad_fn && !more.impl()->autograd &&
                       is_alone(more) && obeys_layout(more, leaf);
    grad = steal ? std::move(more) : with_layout(more, leaf);
  } else if (GradMode::is_enabled()) {
    Tensor sum = grad + more;  // `grad` may have been saved for backward
    grad = obeys_layout(sum, leaf) ? std::move(sum) : with_layout(sum, leaf);
  } else {
    grad.add_(more);
  }
  return {};
}

bool sole_owner(const Tensor& tensor) { return tensor.impl()->contiguous && is_alone(tensor); }

bool is_alone(const Tensor& tensor) {
  const TensorImpl& impl = *tensor.impl();
  return impl.use_count() == 1 && !impl.base.defined() && impl.offset == 0 &&
         impl.storage->tensors.load(std::memory_order_acquire) == 1 &&
         impl.storage->bytes == tensor.nbytes();
}

Tensor accumulate(Tensor a, const Tensor& b) {
  if (GradMode::is_enabled() || !sole_owner(a)) return a + b;
  a.add_(b);
  return a;
}

Tensor sum_to_size(const Tensor& tensor, IntArrayRef sizes) {
  const IntArrayRef from = tensor.sizes();
  if (from == sizes) return tensor;
  const size_t lead = from.size() - sizes.size();
  DimVector dims;
  for (size_t i = 0; i < from.size(); ++i)
    if (i < lead || (sizes[i - lead] == 1 && from[i] != 1)) dims.push_back(static_cast<int64_t>(i));
  const Tensor summed = dims.empty() ? tensor : sum(tensor, dims, /*keepdim=*/true);
  return lead == 0 ? summed : summed.reshape(sizes);
}

}  // namespace pumice
