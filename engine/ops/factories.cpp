// Factories: empty, zeros, ones, full, their _like forms, arange, from_blob.
#include "pumice/factories.h"

#include <cmath>

#include "base/error.h"
#include "graph/stream.h"
#include "ops/copy.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor finish(Tensor out, const TensorOptions& options) {
  if (options.requires_grad()) out.set_requires_grad(true);
  return out;
}

TensorOptions like(const Tensor& self, TensorOptions options) {
  if (!options.has_dtype()) options = options.dtype(self.scalar_type());
  if (!options.has_device()) options = options.device(self.device());
  return options;
}

// Fills `out` (contiguous, new) from the host with start + i * step, computed in N.
template <class N>
void write_range(const Tensor& out, N start, N step) {
  const auto count = static_cast<size_t>(out.numel());
  if (count == 0) return;
  with_type(out.scalar_type(), [&](auto type) {
    using T = decltype(type);
    std::unique_ptr<T[]> values(new T[count]);
    for (size_t i = 0; i < count; ++i)
      values[i] = number_as<T>(Scalar(start + static_cast<N>(i) * step));
    Stream::current(out.device()).write(*out.impl()->storage, 0, values.get(), count * sizeof(T));
  });
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

Tensor empty(IntArrayRef size, const TensorOptions& options) {
  return finish(make_tensor(size, options.dtype(), options.device()), options);
}

Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options) {
  const ScalarType inferred = value.is_floating_point() ? default_dtype() : value.type();
  Tensor out = make_tensor(size, options.dtype_opt().value_or(inferred), options.device());
  fill_into(out, value);
  return finish(std::move(out), options);
}

Tensor zeros(IntArrayRef size, const TensorOptions& options) {
  return full(size, 0, options.dtype(options.dtype()));
}
Tensor ones(IntArrayRef size, const TensorOptions& options) {
  return full(size, 1, options.dtype(options.dtype()));
}
Tensor empty_like(const Tensor& self, const TensorOptions& options) {
  return empty(self.sizes(), like(self, options));
}
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& options) {
  return full(self.sizes(), value, like(self, options));
}
Tensor zeros_like(const Tensor& self, const TensorOptions& options) {
  return full_like(self, 0, options);
}
Tensor ones_like(const Tensor& self, const TensorOptions& options) {
  return full_like(self, 1, options);
}

Tensor arange(Scalar end, const TensorOptions& options) { return arange(0, end, 1, options); }

Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options) {
  const bool real =
      start.is_floating_point() || end.is_floating_point() || step.is_floating_point();
  const double first = start.to_double(), last = end.to_double(), stride = step.to_double();
  check(stride != 0, ErrorKind::value, "arange: step must be nonzero");
  check(std::isfinite(first) && std::isfinite(last), ErrorKind::value,
        "arange: unsupported range: {} -> {}", first, last);
  check(stride > 0 ? last >= first : last <= first, ErrorKind::value,
        "arange: upper bound and lower bound inconsistent with step sign");
  const double count = std::ceil((last - first) / stride);
  check(count <= 0x1p62, ErrorKind::memory, "arange: {} elements are more than can be counted",
        count);
  const ScalarType dtype = options.dtype_opt().value_or(real ? default_dtype() : kLong);
  const int64_t size[] = {static_cast<int64_t>(count)};
  Tensor out = make_tensor({size, 1}, dtype, options.device());
  if (real)
    write_range<double>(out, first, stride);
  else
    write_range<int64_t>(out, start.to_long(), step.to_long());
  return finish(std::move(out), options);
}

Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options) {
  return from_blob(data, sizes, nullptr, options);
}

Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options) {
  const Device device = options.device_opt().value_or(Device(kCPU));
  check(device.is_cpu(), ErrorKind::device,
        "from_blob: memory of the host cannot be a tensor of {}", device.str());
  Tensor out = make_tensor(sizes, options.dtype(), device);
  check(data || out.numel() == 0, ErrorKind::value, "from_blob: no memory for shape {}",
        shape_str(sizes));
  out.impl()->storage->memory =
      std::make_shared<BorrowedMemory>(data, out.nbytes(), std::move(deleter));
  return finish(std::move(out), options);
}

}  // namespace pumice
