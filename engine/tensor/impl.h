// TensorImpl: what a Tensor handle points to.
#pragma once

#include "base/dim_vector.h"
#include "base/intrusive.h"
#include "device/storage.h"
#include "pumice/tensor.h"

namespace pumice {

struct AutogradMeta;  // engine/autograd/meta.h

/// Counts a storage's tensors, so that plans know what can still be read.
class StorageHandle {
 public:
  StorageHandle() = default;
  explicit StorageHandle(Ref<Storage> storage) : storage_(std::move(storage)) { add(); }
  StorageHandle(const StorageHandle& o) : storage_(o.storage_) { add(); }
  StorageHandle(StorageHandle&&) noexcept = default;
  StorageHandle& operator=(StorageHandle o) noexcept {
    std::swap(storage_, o.storage_);
    return *this;
  }
  ~StorageHandle() {
    if (storage_) storage_->tensors.fetch_sub(1, std::memory_order_acq_rel);
  }
  Storage* operator->() const { return storage_.get(); }
  Storage& operator*() const { return *storage_; }
  const Ref<Storage>& ref() const { return storage_; }

 private:
  void add() {
    if (storage_) storage_->tensors.fetch_add(1, std::memory_order_relaxed);
  }
  Ref<Storage> storage_;
};

/// Shared by a tensor and its views.
struct VersionCounter : RefCounted {
  std::atomic<uint64_t> value{0};
};

struct TensorImpl : RefCounted {
  StorageHandle storage;
  DimVector sizes, strides;
  int64_t offset = 0;  ///< in elements
  int64_t numel = 0;
  ScalarType dtype = kFloat;
  bool contiguous = true;
  Ref<VersionCounter> version;
  std::unique_ptr<AutogradMeta> autograd;  ///< null while no history and no requires_grad

  TensorImpl();
  ~TensorImpl();
  Device device() const { return storage->device; }
  void set_sizes_contiguous(IntArrayRef sizes);
  void set_sizes_strides(IntArrayRef sizes, IntArrayRef strides);
  void bump_version() { version->value.fetch_add(1, std::memory_order_relaxed); }
};

/// A tensor over `storage`; strides in elements.
Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset);
/// New contiguous tensor whose storage has no memory yet; no autograd.
Tensor make_tensor(IntArrayRef sizes, ScalarType dtype, Device device);

}  // namespace pumice
