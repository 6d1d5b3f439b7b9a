// Sums of gradients: into leaves, between paths, and over broadcast dims.
#include "autograd/meta.h"
#include "pumice/functions.h"

namespace pumice {

AccumulateGrad::AccumulateGrad(const Tensor& leaf)
    : GraphNode("AccumulateGrad", nullptr, false), variable(leaf) {
  sequence_ = UINT64_MAX;
  add_output(*leaf.impl());
}

Tensors AccumulateGrad::run(Tensors grads, Needs) {
  std::lock_guard lock(mutex);
  Tensor& grad = variable.mutable_grad();
  Tensor& more = grads[0];
  if (!grad.defined()) {
    const bool steal = !GradMode::is_enabled() && sole_owner(more) && !more.impl()->autograd;
    grad = steal ? std::move(more) : more.clone();
  } else if (GradMode::is_enabled()) {
    grad = grad + more;
  } else {
    grad.add_(more);
  }
  return {};
}

bool sole_owner(const Tensor& tensor) {
  const TensorImpl& impl = *tensor.impl();
  return impl.use_count() == 1 && impl.contiguous && !impl.base.defined() && impl.offset == 0 &&
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
