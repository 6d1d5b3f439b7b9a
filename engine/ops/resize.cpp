// resize_, and whether two tensors are the same view.
#include "autograd/record.h"
#include "base/error.h"
#include "graph/stream.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

bool Tensor::is_set_to(const Tensor& other) const {
  const TensorImpl &a = impl_of(*this, "is_set_to"),
                   &b = impl_of(other, "is_set_to", "#1 'the_template'");
  return a.storage.is_alias_of(b.storage) && a.offset == b.offset && a.dtype == b.dtype &&
         a.sizes == b.sizes && a.strides == b.strides;
}

Tensor& Tensor::set_(const Tensor& source) const {
  TensorImpl& impl = impl_of(*this, "set_");
  const TensorImpl& from = impl_of(source, "set_", "#1 'source'");
  check_inplace("set_", *this);
  check(impl.dtype == from.dtype, ErrorKind::dtype,
        "set_: Could not set tensor of type {} to a tensor of type {}", TypeMeta(impl.dtype).name(),
        TypeMeta(from.dtype).name());
  check(impl.device() == from.device(), ErrorKind::device,
        "set_: Attempted to set the storage of a tensor on device \"{}\" to a storage on different "
        "device \"{}\".  This is no longer allowed; the devices must match.",
        impl.device(), from.device());
  if (&impl == &from) return const_cast<Tensor&>(*this);
  impl.keep_version();
  impl.bump_version();
  impl.storage = from.storage;
  impl.offset = from.offset;
  impl.set_sizes_strides(from.sizes, from.strides);
  return const_cast<Tensor&>(*this);
}

namespace {

// Gives the storage that others share as many bytes: its content moves into new memory, and what
// was recorded with the old is handed on before.
void grow(const Tensor& self, size_t bytes) {
  Storage& storage = *self.impl()->storage;
  const NoGradGuard no_grad;
  const Tensor more = make_tensor({static_cast<int64_t>(bytes)}, kByte, self.device());
  Stream& stream = Stream::current(self.device());
  stream.settle(storage, /*write=*/true);
  if (storage.bytes > 0 && storage.memory) {
    const Tensor old = make_alias(self);
    TensorImpl& all = *old.impl();
    all.dtype = kByte;
    all.offset = 0;
    all.set_sizes_strides({static_cast<int64_t>(storage.bytes)}, {1});
    more.narrow(0, 0, old.numel()).copy_(old);
    stream.settle(*more.impl()->storage, /*write=*/true);
  }
  Storage& larger = *more.impl()->storage;
  storage.memory = std::move(larger.memory);
  storage.memory_offset = larger.memory_offset;
  storage.bytes = bytes;
}

// New storage for self alone: where nobody shares it, and in captures, which may not hand work on.
void grow_apart(const Tensor& self, int64_t count) {
  TensorImpl& impl = *self.impl();
  const auto kept = static_cast<int64_t>(impl.storage->bytes / element_size(impl.dtype));
  const Tensor grown = make_tensor({impl.offset + count}, impl.dtype, impl.device());
  if (kept > 0) {
    const NoGradGuard no_grad;
    const Tensor all = make_alias(self);
    all.impl()->offset = 0;
    all.impl()->set_sizes_strides({kept}, {1});
    grown.narrow(0, 0, kept).copy_(all);
  }
  impl.storage = grown.impl()->storage;
}

}  // namespace

Tensor& Tensor::set_(const TensorStorage& source, int64_t storage_offset, IntArrayRef size,
                     IntArrayRef stride) const {
  TensorImpl& impl = impl_of(*this, "set_");
  check_inplace("set_", *this);
  check(static_cast<bool>(source), ErrorKind::value, "set_: this handle names no storage");
  check(storage_offset >= 0, ErrorKind::value, "set_: Tensor: invalid storage offset {}",
        storage_offset);
  check(stride.empty() || stride.size() == size.size(), ErrorKind::shape,
        "set_: unequal size length ({}) and stride length ({})", size.size(), stride.size());
  check(impl.device() == source.device(), ErrorKind::device,
        "set_: Attempted to set the storage of a tensor on device \"{}\" to a storage on different "
        "device \"{}\".  This is no longer allowed; the devices must match.",
        impl.device(), source.device());
  for (const int64_t step : stride)
    check(step >= 0, ErrorKind::value,
          "set_: Negative strides are not supported at the moment, got strides: {}",
          list_str(stride));
  count_elements(size, "set_");
  impl.keep_version();
  impl.bump_version();
  impl.storage = StorageHandle(source);
  impl.offset = storage_offset;
  if (stride.empty())
    impl.set_sizes_contiguous(size);
  else
    impl.set_sizes_strides(size, stride);
  const size_t bytes = static_cast<size_t>(impl.offset + impl.reach()) * element_size();
  if (impl.numel > 0 && bytes > impl.storage->bytes) grow(*this, bytes);
  return const_cast<Tensor&>(*this);
}

Tensor& Tensor::set_(const TensorStorage& source) const {
  impl_of(*this, "set_");
  return set_(source, 0, static_cast<int64_t>(source.nbytes() / element_size()));
}

Tensor& Tensor::set_(const Tensor& source, int64_t storage_offset, IntArrayRef size,
                     IntArrayRef stride) const {
  const int64_t start = impl_of(source, "set_", "#1 'source'").offset;
  return set_(source.storage(), start + storage_offset, size, stride);
}

Tensor& Tensor::set_() const {
  impl_of(*this, "set_");
  return set_(empty({0}, options()));
}

Tensor& Tensor::resize_as_(const Tensor& other, std::optional<MemoryFormat> format) const {
  impl_of(other, "resize_as_", "#1 'the_template'");
  return resize_(other.sizes(),
                 format == MemoryFormat::Preserve ? other.suggest_memory_format() : format);
}

Tensor& Tensor::resize_(IntArrayRef size, std::optional<MemoryFormat> format) const {
  TensorImpl& impl = impl_of(*this, "resize_");
  check(!requires_grad(), ErrorKind::autograd,
        "resize_: cannot resize variables that require grad");
  check(!impl.inference || inference_mode(), ErrorKind::autograd,
        "resize_: Inplace update to inference tensor outside InferenceMode is not allowed.");
  const int64_t count = count_elements(size, "resize_");
  const bool resized = IntArrayRef(impl.sizes) != size;
  if (!resized && !format) return const_cast<Tensor&>(*this);
  const DimVector strides = format_strides(size, format.value_or(MemoryFormat::Contiguous));
  const size_t width = pumice::element_size(impl.dtype);
  const size_t needed = static_cast<size_t>(impl.offset + count) * width;
  if (count > 0 && needed > impl.storage->bytes) {
    check(impl.storage.resizable(), ErrorKind::value,
          "resize_: Trying to resize storage that is not resizable");
    if (impl.storage.unique() || Stream::current(impl.device()).capturing()) {
      const uint32_t version = impl.version();
      grow_apart(*this, count);
      impl.version() = version;
    } else {
      grow(*this, needed);
    }
  }
  impl.set_sizes_strides(size, strides);
  if (resized) impl.bump_version();
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
