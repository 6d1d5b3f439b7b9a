// Factories of uninitialised and filled tensors, their _like and new_ forms, and from_blob.
#include "pumice/factories.h"

#include "base/error.h"
#include "ops/copy.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

namespace {

Tensor finish(Tensor out, const TensorOptions& options) {
  if (options.requires_grad()) out.set_requires_grad(true);
  return out;
}

TensorOptions like(const Tensor& self, const char* name, const TensorOptions& options) {
  impl_of(self, name);
  return self.options().merge_in(options);
}

Tensor make(IntArrayRef size, ScalarType dtype, const TensorOptions& options) {
  const MemoryFormat format = options.memory_format_opt().value_or(MemoryFormat::Contiguous);
  if (format == MemoryFormat::Contiguous) return make_tensor(size, dtype, options.device());
  return make_strided(size, format_strides(size, format), dtype, options.device());
}

// A caller's memory.
class BorrowedMemory : public Memory {
 public:
  BorrowedMemory(void* data, size_t bytes, std::function<void(void*)> deleter)
      : Memory(bytes), data_(data), deleter_(std::move(deleter)) {}
  ~BorrowedMemory() override {
    if (deleter_) deleter_(data_);
  }
  void* host() const override { return data_; }

 private:
  void* data_;
  std::function<void(void*)> deleter_;
};

}  // namespace

Tensor empty(IntArrayRef size, const TensorOptions& options, FormatArg format) {
  check(!(options.has_memory_format() && format), ErrorKind::value,
        "empty: Cannot set memory_format both in TensorOptions and explicit argument; please "
        "delete the redundant setter.");
  return finish(make(size, options.dtype(), options.merge_memory_format(format)), options);
}

Tensor empty_strided(IntArrayRef size, IntArrayRef stride, const TensorOptions& options) {
  check(size.size() == stride.size(), ErrorKind::shape,
        "empty_strided: dimensionality of sizes ({}) must match dimensionality of strides ({})",
        size.size(), stride.size());
  for (const int64_t step : stride)
    check(step >= 0, ErrorKind::value,
          "empty_strided: Storage size calculation overflowed with sizes={} and strides={}",
          list_str(size), list_str(stride));
  return finish(make_strided(size, stride, options.dtype(), options.device()), options);
}

Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options) {
  const ScalarType inferred = value.is_floating_point() ? default_dtype() : value.type();
  Tensor out = make(size, options.dtype_opt().value_or(inferred), options);
  fill_into(out, checked_number(value, out.scalar_type()));
  return finish(std::move(out), options);
}

Tensor zeros(IntArrayRef size, const TensorOptions& options) {
  return full(size, 0, options.dtype(options.dtype()));
}
Tensor ones(IntArrayRef size, const TensorOptions& options) {
  return full(size, 1, options.dtype(options.dtype()));
}
Tensor scalar_tensor(Scalar value, const TensorOptions& options) {
  return full({}, value, options.dtype(options.dtype()));
}

Tensor empty_like(const Tensor& self, const TensorOptions& given, FormatArg format) {
  const TensorOptions options = like(self, "empty_like", given).merge_memory_format(format);
  return finish(make_like(self, options.dtype(), options.device(), options.memory_format_opt()),
                options);
}
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& given, FormatArg format) {
  const TensorOptions options = like(self, "full_like", given).merge_memory_format(format);
  Tensor out = make_like(self, options.dtype(), options.device(), options.memory_format_opt());
  fill_into(out, checked_number(value, out.scalar_type()));
  return finish(std::move(out), options);
}
Tensor zeros_like(const Tensor& self, const TensorOptions& options, FormatArg format) {
  return full_like(self, 0, options, format);
}
Tensor ones_like(const Tensor& self, const TensorOptions& options, FormatArg format) {
  return full_like(self, 1, options, format);
}

Tensor Tensor::new_empty(IntArrayRef size, const TensorOptions& options) const {
  return empty(size, like(*this, "new_empty", options));
}
Tensor Tensor::new_empty_strided(IntArrayRef size, IntArrayRef stride,
                                 const TensorOptions& options) const {
  return empty_strided(size, stride, like(*this, "new_empty_strided", options));
}
Tensor Tensor::new_zeros(IntArrayRef size, const TensorOptions& options) const {
  return zeros(size, like(*this, "new_zeros", options));
}
Tensor Tensor::new_ones(IntArrayRef size, const TensorOptions& options) const {
  return ones(size, like(*this, "new_ones", options));
}
Tensor Tensor::new_full(IntArrayRef size, Scalar value, const TensorOptions& options) const {
  return full(size, value, like(*this, "new_full", options));
}

Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, int64_t storage_offset,
                 std::function<void(void*)> deleter, const TensorOptions& options,
                 std::optional<Device> target_device) {
  const Device device = target_device ? *target_device : options.device_opt().value_or(kCPU);
  check(device.is_cpu(), ErrorKind::device,
        "from_blob: memory of the host cannot be a tensor of {}", device);
  check(sizes.size() == strides.size(), ErrorKind::shape,
        "from_blob: expected as many strides as sizes, got {} for {}", shape_str(strides),
        shape_str(sizes));
  check(storage_offset >= 0, ErrorKind::value, "from_blob: invalid storage offset {}",
        storage_offset);
  for (const int64_t step : strides)
    check(step >= 0, ErrorKind::value, "from_blob: negative strides are not supported, got {}",
          shape_str(strides));
  // The storage begins where the memory does, before the offset.
  Tensor out = make_strided(sizes, strides, options.dtype(), device);
  TensorImpl& impl = *out.impl();
  check(data || impl.numel == 0, ErrorKind::value, "from_blob: no memory for shape {}",
        shape_str(sizes));
  if (storage_offset > 0) {
    const auto bytes =
        static_cast<size_t>(storage_offset + impl.reach()) * element_size(impl.dtype);
    impl.storage = StorageHandle(make_ref<Storage>(impl.device(), bytes));
    impl.offset = storage_offset;
  }
  impl.storage->memory =
      std::make_shared<BorrowedMemory>(data, impl.storage->bytes, std::move(deleter));
  impl.storage->exposed = true;
  impl.storage->borrowed = true;
  return finish(std::move(out), options);
}

Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                 std::function<void(void*)> deleter, const TensorOptions& options,
                 std::optional<Device> target_device) {
  return from_blob(data, sizes, strides, 0, std::move(deleter), options, target_device);
}
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options) {
  return from_blob(data, sizes, strides, 0, nullptr, options);
}
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options, std::optional<Device> target_device) {
  count_elements(sizes, "from_blob");
  return from_blob(data, sizes, format_strides(sizes, MemoryFormat::Contiguous), 0,
                   std::move(deleter), options, target_device);
}
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options) {
  return from_blob(data, sizes, std::function<void(void*)>(), options);
}

}  // namespace pumice
