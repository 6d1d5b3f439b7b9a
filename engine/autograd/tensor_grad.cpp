// Tensor's members about differentiation.
#include "autograd/meta.h"
#include "base/error.h"
#include "base/warnings.h"

namespace pumice {

namespace {
TensorImpl& recorded(const Tensor& tensor) {
  check(tensor.defined(), ErrorKind::value, "cannot call get_autograd_meta() on undefined tensor");
  return *tensor.impl();
}
}  // namespace

bool Tensor::requires_grad() const { return defined() && pumice::requires_grad(*impl_); }

const Tensor& Tensor::set_requires_grad(bool on) const {
  check(!on || is_floating_point(), ErrorKind::dtype,
        "Only Tensors of floating point and complex dtype can require gradients");
  TensorImpl& impl = recorded(*this);
  check(!on || !impl.inference || inference_mode(), ErrorKind::autograd,
        "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  if (is_leaf() && (on || impl.autograd)) meta_of(impl).requires_grad = on;
  return const_cast<Tensor&>(*this);
}

Tensor& Tensor::requires_grad_(bool on) const {
  const bool leaf = is_leaf();
  check(on || leaf, ErrorKind::autograd,
        "you can only change requires_grad flags of leaf variables. If you want to "
        "use a computed variable in a subgraph that doesn't require differentiation use "
        "var_no_grad = var.detach().");
  set_requires_grad(on);
  return const_cast<Tensor&>(*this);
}

// Unlike grad_fn(), which may refuse, these look at no history that is yet to be made.
bool Tensor::is_leaf() const { return !recorded(*this).grad_fn; }

const Tensor& Tensor::grad() const {
  static const Tensor none;
  const TensorImpl& impl = recorded(*this);
  const Tensor& grad = impl.autograd ? impl.autograd->shown_grad() : none;
  if (impl.grad_fn && !grad.defined() && !retains_grad())
    warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
        "attribute won't be populated during autograd.backward(). If you indeed want the .grad "
        "field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. "
        "If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
        "instead. See github.com/pytorch/pytorch/pull/30531 for more informations.");
  return grad;
}

Tensor& Tensor::mutable_grad() const { return meta_of(recorded(*this)).shown_grad(); }

std::shared_ptr<Node> Tensor::grad_fn() const { return shown(history(recorded(*this))); }

int64_t Tensor::output_nr() const { return recorded(*this).output_nr; }

Tensor Tensor::detach() const {
  impl_of(*this, "detach");
  return make_alias(*this);
}

Tensor& Tensor::detach_() const {
  TensorImpl& impl = recorded(*this);
  check(
      !impl.base.defined(), ErrorKind::autograd,
      "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel "
      "(DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP "
      "buckets, and hence detach_() cannot be called on these gradients. To fix this error, please "
      "refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.");
  impl.grad_fn.reset();
  impl.output_nr = 0;
  if (impl.autograd) {
    impl.autograd->requires_grad = false;
    impl.autograd->hooks.reset();
  }
  return const_cast<Tensor&>(*this);
}

void Tensor::retain_grad() const {
  check(requires_grad(), ErrorKind::autograd,
        "can't retain_grad on Tensor that has requires_grad=False");
  TensorImpl& impl = *impl_;
  if (is_leaf()) return;
  const auto& node = history(impl);
  AutogradMeta& meta = meta_of(impl);
  if (meta.retained) return;
  meta.retained = std::make_shared<Tensor>();
  std::lock_guard lock(node->mutex);
  node->hooks_made().retained.emplace_back(impl.output_nr, meta.retained);
}

bool Tensor::retains_grad() const {
  const TensorImpl& impl = recorded(*this);
  return impl.autograd && impl.autograd->retained;
}

unsigned Tensor::register_hook(std::function<Tensor(const Tensor&)> hook) const {
  check(requires_grad(), ErrorKind::autograd,
        "cannot register a hook on a variable that doesn't require gradient");
  TensorImpl& impl = *impl_;
  const auto& node = history(impl);
  AutogradMeta& meta = meta_of(impl);
  if (!meta.hooks) {
    meta.hooks = std::make_shared<TensorHooks>();
    if (node) {
      std::lock_guard lock(node->mutex);
      node->hooks_made().outputs.emplace_back(impl.output_nr, meta.hooks);
    }
  }
  std::lock_guard lock(meta.hooks->mutex);
  meta.hooks->list.push_back(std::move(hook));
  return static_cast<unsigned>(meta.hooks->list.size() - 1);
}

void Tensor::remove_hook(unsigned index) const {
  const TensorImpl& impl = impl_of(*this, "remove_hook");
  TensorHooks* hooks = impl.autograd ? impl.autograd->hooks.get() : nullptr;
  check(hooks != nullptr, ErrorKind::value, "Invalid index, no hook at position {}", index);
  std::lock_guard lock(hooks->mutex);
  check(index < hooks->list.size(), ErrorKind::value, "Invalid index, no hook at position {}",
        index);
  hooks->list[index] = nullptr;
}

Tensor Tensor::data() const { return variable_data(); }

Tensor Tensor::tensor_data() const {
  check(defined(), ErrorKind::value, "cannot call tensor_data() on undefined tensor");
  return make_alias(*this);
}

Tensor Tensor::variable_data() const {
  check(defined(), ErrorKind::value, "cannot call variable_data() on undefined tensor");
  Tensor alias = make_alias(*this);
  alias.impl()->own_version = make_ref<VersionCounter>();
  return alias;
}

void Tensor::set_data(const Tensor& other) const {
  check(defined() && other.defined(), ErrorKind::value,
        "Attempted to call `variable.set_data(tensor)`, but `variable` and `tensor` have "
        "incompatible tensor type.");
  TensorImpl& impl = *impl_;
  const TensorImpl& from = *other.impl();
  if (&impl == &from) return;
  check(!requires_grad() || other.is_floating_point(), ErrorKind::dtype,
        "data set to a tensor that requires gradients must be floating point or complex dtype");
  impl.keep_version();  // writes to `other` are not writes to this tensor's past values
  const bool other_kind =
      impl.dtype != from.dtype || impl.device() != from.device() || impl.sizes != from.sizes;
  impl.storage = from.storage;
  impl.offset = from.offset;
  impl.dtype = from.dtype;
  impl.set_sizes_strides(from.sizes, from.strides);
  impl.inference = from.inference;
  // What was recorded before gives gradients of the former shape, and keeps the accumulator that
  // takes them; from now on they must fit what the tensor is now.
  if (!impl.autograd || !impl.autograd->accumulator || !other_kind) return;
  impl.autograd->used = false;
  const std::shared_ptr<AccumulateGrad> former = std::move(impl.autograd->accumulator);
  former->owned = *this;
}

}  // namespace pumice
