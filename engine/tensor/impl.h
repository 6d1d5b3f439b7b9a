// TensorImpl: what a Tensor handle points to.
#pragma once

#include "base/dim_vector.h"
#include "base/intrusive.h"
#include "device/storage.h"
#include "pumice/tensor.h"

namespace pumice {

struct AutogradMeta;  // engine/autograd/meta.h
struct GraphNode;     // engine/autograd/node.h

/// Counts a storage's tensors, so that plans know what can still be read. All handles together own
/// the storage once: the first one takes that reference, the last one gives it back.
class StorageHandle : public TensorStorage {
 public:
  StorageHandle() = default;
  explicit StorageHandle(const Ref<Storage>& storage) : StorageHandle(storage.get()) {}
  /// Of what a user's handle names.
  explicit StorageHandle(const TensorStorage& o)
      : StorageHandle(const_cast<Storage*>(o.unsafeGetStorageImpl())) {}
  StorageHandle(const StorageHandle& o) : StorageHandle(o.storage_) {}
  StorageHandle(StorageHandle&& o) noexcept { std::swap(storage_, o.storage_); }
  StorageHandle& operator=(StorageHandle o) noexcept {
    std::swap(storage_, o.storage_);
    return *this;
  }
  ~StorageHandle() { drop(std::exchange(storage_, nullptr)); }
  Storage* operator->() const { return storage_; }
  Storage& operator*() const { return *storage_; }
  Ref<Storage> ref() const { return Ref<Storage>(storage_); }

  static void add(Storage* storage) {
    if (storage && storage->tensors.fetch_add(1, std::memory_order_relaxed) == 0) storage->retain();
  }
  static void drop(Storage* storage) {
    if (storage && storage->tensors.fetch_sub(1, std::memory_order_acq_rel) == 1 &&
        storage->release())
      delete storage;
  }

 private:
  explicit StorageHandle(Storage* storage) {
    storage_ = storage;
    add(storage);
  }
};

/// How a view was made, where that decides whether it may be written to while recording.
enum class ViewOrigin : uint8_t {
  normal,
  no_grad,    ///< while recording was off
  inference,  ///< inside InferenceMode
  part,       ///< one of several results of one function
  custom      ///< by a custom function
};

/// This thread's InferenceMode: tensors made now are inference tensors.
bool& inference_mode();

struct TensorImpl : RefCounted {
  StorageHandle storage;
  DimVector sizes, strides;
  int64_t offset = 0;  ///< in elements
  int64_t numel = 0;
  ScalarType dtype = kFloat;
  bool contiguous = true;
  bool inference = false;  ///< made in InferenceMode: no version, no history, no base
  ViewOrigin origin = ViewOrigin::normal;
  uint32_t view_version = 0;               ///< of a view: the version that its history belongs to
  uint32_t output_nr = 0;                  ///< which result of grad_fn it is
  std::shared_ptr<GraphNode> grad_fn;      ///< the node that made it; read it through history()
  Ref<VersionCounter> own_version;         ///< null: the storage's counter, shared by its views
  Tensor base;                             ///< of a view: the tensor that is no view itself
  std::unique_ptr<AutogradMeta> autograd;  ///< null unless a leaf, hooked or retaining its gradient

  TensorImpl();  ///< with one owner: the Tensor that adopts it
  void end();    ///< of the last owner: deletes it, unless a graph leads to it
  ~TensorImpl();
  Device device() const { return storage->device; }
  void set_sizes_contiguous(IntArrayRef sizes);
  void set_sizes_strides(IntArrayRef sizes, IntArrayRef strides);
  std::atomic<uint32_t>& version() const {
    if (own_version) return own_version->value;
    return storage->shared_version ? storage->shared_version->value : storage->version;
  }
  /// To be called before the tensor takes another storage: the version goes on counting, together
  /// with that of its views.
  void keep_version();
  void bump_version() { version().fetch_add(1, std::memory_order_relaxed); }
  /// Elements from the first to the last that the strides reach, both included; 0 when empty.
  int64_t reach() const;
};

/// The tensor's impl; error "NAME: Expected a proper Tensor ..." where it is undefined, with the
/// argument's place and name as libtorch's declaration of the operator has them.
TensorImpl& impl_of(const Tensor& tensor, const char* name, const char* argument = "#0 'self'");
/// dim counted from the end when negative; PyTorch's "Dimension out of range" otherwise.
int64_t wrap_dim(int64_t dim, int64_t rank, const char* name);
/// Whether `from` broadcasts to exactly `to`.
bool broadcasts_to(IntArrayRef from, IntArrayRef to);
/// Product of sizes; shape error on a negative size or overflow.
int64_t count_elements(IntArrayRef sizes, const char* name);

/// A differentiable-view-to-be of `base`: shares storage and version; strides in elements. Records
/// nothing.
Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset);
/// Shares storage, version and geometry; no history and no base (detach).
Tensor make_alias(const Tensor& tensor);
/// New contiguous tensor whose storage has no memory yet; no autograd.
Tensor make_tensor(IntArrayRef sizes, ScalarType dtype, Device device);
/// The same with given strides: storage as large as they reach.
Tensor make_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType dtype, Device device);

}  // namespace pumice
