// Making TensorImpls: sizes, strides, storage, and the reference counts behind Tensor.
#include "tensor/impl.h"

#include <limits>

#include "base/error.h"
#include "base/thread_variable.h"
#include "tensor/print.h"

namespace pumice {

namespace detail {
void retain(TensorImpl* impl) noexcept {
  if (impl) impl->retain();
}
void release(TensorImpl* impl) noexcept {
  if (impl && impl->release()) impl->end();
}
void retain(Storage* storage) noexcept { StorageHandle::add(storage); }
void release(Storage* storage) noexcept { StorageHandle::drop(storage); }
}  // namespace detail

bool& inference_mode() {
  PUMICE_READ_OFTEN static thread_local bool on = false;
  return on;
}

namespace {

bool strides_are_contiguous(IntArrayRef sizes, IntArrayRef strides) {
  int64_t expected = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 0) return true;
    if (sizes[i] != 1 && strides[i] != expected) return false;
    expected *= sizes[i];
  }
  return true;
}

size_t bytes_of(int64_t elements, ScalarType dtype) {
  const auto width = static_cast<int64_t>(element_size(dtype));
  check(elements <= std::numeric_limits<int64_t>::max() / std::max<int64_t>(width, 1),
        ErrorKind::memory, "empty: {} elements of {} are more than memory can address", elements,
        dtype_name(dtype));
  return static_cast<size_t>(elements * width);
}

}  // namespace

void TensorImpl::set_sizes_contiguous(IntArrayRef s) {
  sizes = s;
  strides.resize(s.size());
  int64_t step = 1;
  for (size_t i = s.size(); i-- > 0;) {
    strides[i] = step;
    step *= std::max<int64_t>(s[i], 1);
  }
  numel = 1;
  for (int64_t size : s) numel *= size;
  contiguous = true;
}

void TensorImpl::set_sizes_strides(IntArrayRef s, IntArrayRef t) {
  sizes = s;
  strides = t;
  numel = 1;
  for (int64_t size : s) numel *= size;
  contiguous = numel == 0 || strides_are_contiguous(s, t);
}

void TensorImpl::keep_version() {
  if (own_version) return;
  if (!storage->shared_version) {
    storage->shared_version = make_ref<VersionCounter>();
    storage->shared_version->value = storage->version.load();
  }
  own_version = storage->shared_version;
}

int64_t TensorImpl::reach() const {
  if (numel == 0) return 0;
  if (contiguous) return numel;
  int64_t last = 0;
  for (size_t i = 0; i < sizes.size(); ++i) last += (sizes[i] - 1) * strides[i];
  return last + 1;
}

TensorImpl& impl_of(const Tensor& tensor, const char* name, const char* argument) {
  check(tensor.defined(), ErrorKind::value,
        "{}: Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument {}",
        name, argument);
  return *tensor.impl();
}

int64_t wrap_dim(int64_t dim, int64_t rank, const char* name) {
  const int64_t span = std::max<int64_t>(rank, 1);
  check(dim >= -span && dim < span, ErrorKind::index,
        "{}: Dimension out of range (expected to be in range of [{}, {}], but got {})", name, -span,
        span - 1, dim);
  return dim < 0 ? dim + span : dim;
}

bool broadcasts_to(IntArrayRef from, IntArrayRef to) {
  if (from.size() > to.size()) return false;
  const size_t lead = to.size() - from.size();
  for (size_t i = 0; i < from.size(); ++i)
    if (from[i] != to[lead + i] && from[i] != 1) return false;
  return true;
}

int64_t count_elements(IntArrayRef sizes, const char* name) {
  int64_t count = 1;
  bool overflow = false, empty = false;
  for (int64_t size : sizes) {
    check(size >= 0, ErrorKind::shape, "{}: Trying to create tensor with negative dimension {}: {}",
          name, size, list_str(sizes));
    empty |= size == 0;
    overflow |= __builtin_mul_overflow(count, size, &count);
  }
  check(empty || !overflow, ErrorKind::shape,
        "{}: Storage size calculation overflowed with sizes={}", name, list_str(sizes));
  return empty ? 0 : count;
}

Tensor make_tensor(IntArrayRef sizes, ScalarType dtype, Device device) {
  const size_t bytes = bytes_of(count_elements(sizes, "empty"), dtype);
  Tensor out(new TensorImpl);
  TensorImpl& impl = *out.impl();
  impl.inference = inference_mode();
  impl.storage = StorageHandle(make_ref<Storage>(device.indexed(), bytes));
  impl.dtype = dtype;
  impl.set_sizes_contiguous(sizes);
  return out;
}

Tensor make_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType dtype, Device device) {
  count_elements(sizes, "empty_strided");
  Tensor out(new TensorImpl);
  TensorImpl& impl = *out.impl();
  impl.inference = inference_mode();
  impl.dtype = dtype;
  impl.set_sizes_strides(sizes, strides);
  impl.storage = StorageHandle(make_ref<Storage>(device.indexed(), bytes_of(impl.reach(), dtype)));
  return out;
}

Tensor make_alias(const Tensor& tensor) {
  const TensorImpl& from = *tensor.impl();
  Tensor out(new TensorImpl);
  TensorImpl& impl = *out.impl();
  impl.storage = from.storage;
  impl.sizes = from.sizes;
  impl.strides = from.strides;
  impl.offset = from.offset;
  impl.numel = from.numel;
  impl.dtype = from.dtype;
  impl.contiguous = from.contiguous;
  impl.own_version = from.own_version;
  impl.inference = from.inference;
  return out;
}

Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  const TensorImpl& from = *base.impl();
  Tensor out(new TensorImpl);
  TensorImpl& impl = *out.impl();
  impl.storage = from.storage;
  impl.dtype = from.dtype;
  impl.own_version = from.own_version;
  impl.offset = offset;
  impl.set_sizes_strides(sizes, strides);
  impl.inference = from.inference;
  if (from.inference) return out;  // no history will ever follow it
  impl.base = from.base.defined() ? from.base : base;
  impl.view_version = impl.version().load(std::memory_order_relaxed);
  return out;
}

}  // namespace pumice
