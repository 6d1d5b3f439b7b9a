// Sums of gradients: into leaves, between paths, and over broadcast dims.
#include "autograd/meta.h"
#include "base/error.h"
#include "base/warnings.h"
#include "pumice/functions.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

AccumulateGrad::AccumulateGrad(TensorImpl& leaf)
    : GraphNode("torch::autograd::AccumulateGrad"), leaf(leaf) {
  add_output(leaf);
}

namespace {

// A leaf's gradient has the leaf's strides where those are dense, else it is contiguous. Dims of
// one element may have any but 0, which PyTorch takes for a mark of what was expanded. After
// set_data() the leaf may have more dims.
bool obeys_layout(const Tensor& grad, const TensorImpl& leaf) {
  const TensorImpl& impl = *grad.impl();
  if (!is_dense(leaf.sizes, leaf.strides)) return impl.contiguous;
  if (impl.sizes.size() > leaf.sizes.size()) return false;
  for (size_t i = 0; i < impl.sizes.size(); ++i)
    if (impl.sizes[i] == 1 ? impl.strides[i] == 0 : impl.strides[i] != leaf.strides[i])
      return false;
  return true;
}

void warn_of_layout(const Tensor& grad, const TensorImpl& leaf) {
  const char* words =
      "grad and param do not obey the gradient layout contract. This is not an error, but may "
      "impair performance.";
  if (!obeys_layout(grad, leaf))
    warn_once(text_of("{}\ngrad.sizes() = {}, strides() = {}\nparam.sizes() = {}, strides() = {}",
                      words, list_str(grad.sizes()), list_str(grad.strides()), list_str(leaf.sizes),
                      list_str(leaf.strides)),
              words);
}

Tensor with_layout(const Tensor& grad, const TensorImpl& leaf) {
  if (!is_dense(leaf.sizes, leaf.strides)) return grad.clone(MemoryFormat::Contiguous);
  Tensor copy = make_strided(leaf.sizes, leaf.strides, grad.scalar_type(), grad.device());
  copy.copy_(grad);
  return copy;
}

// The leaf's first gradient. PyTorch takes what no other handle names, although it may share its
// memory with the gradient of another leaf; here that is copied, with the version that it had.
Tensor first_grad(Tensor grad, const TensorImpl& leaf) {
  const TensorImpl& impl = *grad.impl();
  if (GradMode::is_enabled() || impl.use_count() > 1 || !obeys_layout(grad, leaf))
    return with_layout(grad, leaf);
  if (!impl.grad_fn && !impl.autograd && is_alone(grad)) return grad;
  Tensor copy = with_layout(grad, leaf);
  copy.impl()->version() = impl.version().load();
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
    grad = first_grad(std::move(more), leaf);
  } else if (GradMode::is_enabled()) {
    Tensor sum = grad + more;  // `grad` may have been saved for backward
    warn_of_layout(sum, leaf);
    grad = std::move(sum);
  } else {
    grad.add_(more);
    warn_of_layout(grad, leaf);
  }
  return {};
}

bool sole_owner(const Tensor& tensor) {
  const TensorImpl& impl = *tensor.impl();
  return is_alone(tensor) && is_dense(impl.sizes, impl.strides);
}

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
  if (sizes.empty()) return sum(tensor);
  const size_t lead = from.size() - sizes.size();
  DimVector dims;
  for (size_t i = 0; i < from.size(); ++i)
    if (i < lead || (sizes[i - lead] == 1 && from[i] != 1)) dims.push_back(static_cast<int64_t>(i));
  const Tensor summed = dims.empty() ? tensor : sum(tensor, dims, /*keepdim=*/true);
  return lead == 0 ? summed : summed.reshape(sizes);
}

}  // namespace pumice
