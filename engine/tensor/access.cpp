// What a tensor says of itself, and reading it on the host.
#include "base/error.h"
#include "graph/stream.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// An undefined tensor answers as libtorch's does: one dim, and that empty.
const DimVector& sizes_of(const Tensor& t) {
  static const DimVector none{0};
  return t.defined() ? t.impl()->sizes : none;
}
const DimVector& strides_of(const Tensor& t) {
  check(t.defined(), ErrorKind::value, "strides() called on an undefined Tensor");
  return t.impl()->strides;
}
const StorageHandle& handle_of(const Tensor& t) {
  check(t.defined(), ErrorKind::unsupported, "Cannot access storage of UndefinedTensorImpl");
  return t.impl()->storage;
}

}  // namespace

int64_t Tensor::dim() const { return static_cast<int64_t>(sizes_of(*this).size()); }
IntArrayRef Tensor::sizes() const { return sizes_of(*this); }
IntArrayRef Tensor::strides() const { return strides_of(*this); }
int64_t Tensor::storage_offset() const { return impl_ ? impl_->offset : 0; }
int64_t Tensor::numel() const { return impl_ ? impl_->numel : 0; }
ScalarType Tensor::scalar_type() const { return impl_ ? impl_->dtype : ScalarType::Undefined; }
Device Tensor::device() const {
  check(defined(), ErrorKind::value, "tensor does not have a device");
  return impl_->device();
}
int64_t Tensor::version() const {
  if (!impl_) return 0;
  const TensorImpl& impl = *impl_;
  check(!impl.inference, ErrorKind::autograd, "Inference tensors do not track version counter.");
  return impl.version().load();
}
bool Tensor::is_inference() const { return impl_ && impl_->inference; }
bool Tensor::is_view() const {
  check(defined(), ErrorKind::value, "cannot call get_autograd_meta() on undefined tensor");
  return impl_->base.defined();
}
Tensor Tensor::_base() const {
  check(is_view(), ErrorKind::autograd, "Can't get base of non-view Tensor");
  return impl_->base;
}

int64_t Tensor::size(int64_t dim) const {
  const DimVector& sizes = sizes_of(*this);
  check(!sizes.empty(), ErrorKind::index,
        "size: Dimension specified as {} but tensor has no dimensions", dim);
  return sizes[wrap_dim(dim, static_cast<int64_t>(sizes.size()), "size")];
}

int64_t Tensor::stride(int64_t dim) const {
  const DimVector& strides = strides_of(*this);
  check(!strides.empty(), ErrorKind::index,
        "stride: Dimension specified as {} but tensor has no dimensions", dim);
  return strides[wrap_dim(dim, static_cast<int64_t>(strides.size()), "stride")];
}

size_t Tensor::element_size() const {
  check(
      defined(), ErrorKind::value,
      "Cannot report itemsize of Tensor that doesn't have initialized dtype (e.g., caffe2::Tensor "
      "x(CPU), prior to calling mutable_data<T>() on x)");
  return pumice::element_size(impl_->dtype);
}

size_t Tensor::nbytes() const { return element_size() * static_cast<size_t>(impl_->numel); }

bool Tensor::is_same_size(const Tensor& other) const {
  impl_of(*this, "is_same_size");
  impl_of(other, "is_same_size", "#1 'other'");
  return sizes() == other.sizes();
}

bool Tensor::is_pinned(std::optional<Device>) const { return false; }
Tensor Tensor::pin_memory(std::optional<Device>) const { return *this; }

TensorOptions Tensor::options() const {
  return TensorOptions(scalar_type()).device(device()).layout(kStrided);
}

void* Tensor::data_ptr() const {
  check(defined(), ErrorKind::value,
        "data_ptr: Cannot access data pointer of Tensor that doesn't have storage");
  if (numel() == 0) return nullptr;
  void* const start = detail::host_elements(*this);
  impl_->storage->exposed = true;
  return start;
}

void* Tensor::typed_data_ptr(ScalarType dtype) const {
  check(dtype == scalar_type(), ErrorKind::dtype, "data_ptr: expected scalar type {} but found {}",
        pumice::toString(dtype), defined() ? pumice::toString(scalar_type()) : "UNKNOWN_SCALAR");
  return data_ptr();
}

namespace detail {
void* host_elements(const Tensor& tensor) {
  TensorImpl& impl = impl_of(tensor, "data_ptr");
  check(impl.device().is_cpu(), ErrorKind::device,
        "data_ptr: the tensor lives on {}; take .cpu() first", impl.device());
  auto* start =
      static_cast<std::byte*>(Stream::current(impl.device()).host(*impl.storage, "data_ptr"));
  return start + static_cast<size_t>(impl.offset) * pumice::element_size(impl.dtype);
}

void check_accessor_reach(const Tensor& tensor) {
  check(tensor.numel() <= INT32_MAX, ErrorKind::value,
        "numel needs to be smaller than int32_t max; otherwise, please use packed_accessor64");
}

void check_accessor_dims(const Tensor& tensor, size_t expected) {
  const size_t dims = impl_of(tensor, "accessor").sizes.size();
  check(dims == expected, ErrorKind::shape,
        "accessor: TensorAccessor expected {} dims but tensor has {}", expected, dims);
}
}  // namespace detail

bool Tensor::is_nonzero() const {
  const int64_t count = numel();
  check(count != 0, ErrorKind::value,
        "is_nonzero: Boolean value of Tensor with no values is ambiguous");
  check(count == 1, ErrorKind::value,
        "is_nonzero: Boolean value of Tensor with more than one value is ambiguous");
  return item().to_bool();
}

const TensorStorage& Tensor::storage() const { return handle_of(*this); }
size_t Tensor::use_count() const noexcept { return impl_ ? impl_->use_count() : 0; }

namespace {
Storage& storage_of(Storage* storage) {
  check(storage != nullptr, ErrorKind::value, "storage: this handle names no storage");
  return *storage;
}
}  // namespace
size_t TensorStorage::nbytes() const { return storage_of(storage_).bytes; }
Device TensorStorage::device() const { return storage_of(storage_).device; }
bool TensorStorage::resizable() const { return !storage_of(storage_).borrowed; }
size_t TensorStorage::use_count() const { return storage_ ? storage_->tensors.load() : 0; }
void* TensorStorage::data() const {
  Storage& storage = storage_of(storage_);
  check(storage.device.is_cpu(), ErrorKind::device,
        "data_ptr: the tensor lives on {}; take .cpu() first", storage.device);
  void* const start = Stream::current(storage.device).host(storage, "data_ptr");
  storage.exposed = true;
  return start;
}

bool Tensor::is_alias_of(const Tensor& other) const {
  return handle_of(*this).is_alias_of(handle_of(other));
}

Scalar Tensor::item() const {
  check(numel() == 1, ErrorKind::shape,
        "item: a Tensor with {} elements cannot be converted to Scalar", numel());
  TensorImpl& impl = *impl_;
  std::byte buffer[8];
  const size_t width = pumice::element_size(impl.dtype);
  Stream::current(impl.device())
      .read(*impl.storage, static_cast<size_t>(impl.offset) * width, buffer, width, "item");
  return scalar_from_bytes(buffer, impl.dtype);
}

}  // namespace pumice
