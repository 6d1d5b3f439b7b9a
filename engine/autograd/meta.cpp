// Histories of tensors: where a gradient goes, and views that follow their base.
#include "autograd/meta.h"

namespace pumice {

TensorImpl::TensorImpl() : RefCounted(1) {}
// Here, because the end of a tensor is the end of its AutogradMeta.
TensorImpl::~TensorImpl() = default;

void TensorImpl::end() {
  if (!autograd || !autograd->accumulator) {
    delete this;
    return;
  }
  revive();
  autograd->used = false;
  const std::shared_ptr<AccumulateGrad> node = std::move(autograd->accumulator);
  node->owned = Tensor(this);
}

std::mutex& meta_mutex(const TensorImpl& impl) {
  static std::mutex mutexes[64];
  return mutexes[(reinterpret_cast<uintptr_t>(&impl) >> 6) % 64];
}

AutogradMeta& meta_of(TensorImpl& impl) {
  if (!impl.autograd) impl.autograd = std::make_unique<AutogradMeta>();
  return *impl.autograd;
}

namespace {

// A view whose base was written in place by another name since.
bool is_outdated(const TensorImpl& impl) {
  return impl.base.defined() && impl.view_version != impl.version().load(std::memory_order_relaxed);
}

}  // namespace

bool requires_grad(const TensorImpl& impl) {
  if (impl.grad_fn || (impl.autograd && impl.autograd->requires_grad)) return true;
  return impl.base.defined() && requires_grad(*impl.base.impl());
}

const std::shared_ptr<GraphNode>& history(TensorImpl& impl) {
  if (is_outdated(impl) && (impl.grad_fn || requires_grad(*impl.base.impl()))) {
    const Edge edge = edge_of(impl.base);
    std::lock_guard lock(meta_mutex(impl));
    if (is_outdated(impl)) {
      refuse_write(impl, /*indirect=*/true);
      attach_as_strided(impl, Geometry(*impl.base.impl()), edge);
    }
  }
  return impl.grad_fn;
}

Edge edge_of(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  TensorImpl& impl = *tensor.impl();
  if (const auto& node = history(impl)) return {node, impl.output_nr};
  if (!impl.autograd || !impl.autograd->requires_grad) return {};
  AutogradMeta& meta = *impl.autograd;
  if (!meta.used.load(std::memory_order_acquire)) {
    std::lock_guard lock(meta_mutex(impl));
    if (!meta.accumulator) meta.accumulator = std::make_shared<AccumulateGrad>(impl);
    meta.used.store(true, std::memory_order_release);
  }
  return {meta.accumulator, 0};
}

void attach(TensorImpl& impl, std::shared_ptr<GraphNode> node, uint32_t nr) {
  if (AutogradMeta* meta = impl.autograd.get()) {
    if (meta->retained) {
      if (GraphNode* before = impl.grad_fn.get()) {
        std::lock_guard lock(before->mutex);
        if (before->hooks)
          std::erase_if(before->hooks->retained,
                        [&](auto& r) { return r.second == meta->retained; });
      }
      std::lock_guard lock(node->mutex);
      node->hooks_made().retained.emplace_back(nr, meta->retained);
    }
    meta->hooks.reset();
    meta->requires_grad = false;
  }
  impl.grad_fn = std::move(node);
  impl.output_nr = nr;
  if (impl.base.defined()) impl.view_version = impl.version().load(std::memory_order_relaxed);
}

}  // namespace pumice
