// Copies of tensors: clone, contiguous, to, copy_, between dtypes and devices.
#include "autograd/record.h"
#include "base/error.h"
#include "graph/stream.h"
#include "ops/copy.h"
#include "pumice/factories.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

Tensor copied(const Tensor& self, ScalarType dtype) {
  const Tensor out = make_tensor(self.sizes(), dtype, self.device());
  if (out.numel() > 0) copy_into(out, self);
  return out;
}

// Elements of contiguous `from` into contiguous `to` of the same dtype, one of them on the CPU.
void transfer(const Tensor& to, const Tensor& from, const char* what) {
  const size_t bytes = from.nbytes();
  if (bytes == 0) return;
  const size_t width = from.element_size();
  const size_t to_at = static_cast<size_t>(to.storage_offset()) * width;
  const size_t from_at = static_cast<size_t>(from.storage_offset()) * width;
  Storage& source = *from.impl()->storage;
  Storage& target = *to.impl()->storage;
  if (from.device().is_cpu()) {
    const auto* start = static_cast<std::byte*>(Stream::current(from.device()).host(source, what));
    Stream::current(to.device()).write(target, to_at, start + from_at, bytes);
  } else {
    auto* start = static_cast<std::byte*>(Stream::current(to.device()).host(target, what));
    Stream::current(from.device()).read(source, from_at, start + to_at, bytes, what);
  }
}

// A contiguous copy of `self` elsewhere. Casts happen on the CPU, which knows every dtype.
Tensor moved(const Tensor& self, Device device, ScalarType dtype) {
  if (self.device() == device) return copied(self, dtype);
  if (!self.device().is_cpu() && !device.is_cpu())
    return moved(moved(self, Device(kCPU), dtype), device, dtype);
  const bool leaving = self.device().is_cpu();
  const bool cast = self.scalar_type() != dtype;
  const Tensor source = self.is_contiguous() && !(leaving && cast)
                            ? self
                            : copied(self, leaving ? dtype : self.scalar_type());
  const Tensor out = make_tensor(self.sizes(), source.scalar_type(), device);
  transfer(out, source, "to");
  return out.scalar_type() == dtype ? out : copied(out, dtype);
}

bool same_geometry(const TensorImpl& a, const TensorImpl& b) {
  return a.offset == b.offset && a.sizes == b.sizes && a.strides == b.strides && a.dtype == b.dtype;
}

void write_into(const Tensor& self, const Tensor& source) {
  const TensorImpl &to = *self.impl(), &from = *source.impl();
  if (to.numel == 0) return;
  const bool shared = to.storage.ref() == from.storage.ref();
  if (shared && same_geometry(to, from)) return;
  if (shared) return copy_into(self, copied(source, from.dtype));
  if (to.device() == from.device()) return copy_into(self, source);
  if (to.contiguous && to.numel == from.numel && from.contiguous && to.dtype == from.dtype &&
      (to.device().is_cpu() || from.device().is_cpu()))
    return transfer(self, source, "copy_");
  copy_into(self, moved(source, to.device(), to.dtype));
}

}  // namespace

Tensor Tensor::clone(std::optional<MemoryFormat>) const {
  impl_of(*this, "clone");
  return record("CloneBackward0", {*this}, copied(*this, scalar_type()),
                [] { return [](const Tensors& grads, Needs) { return Tensors{grads[0]}; }; });
}

Tensor Tensor::contiguous(MemoryFormat) const { return is_contiguous() ? *this : clone(); }

Tensor Tensor::to(const TensorOptions& options, bool non_blocking, bool copy,
                  std::optional<MemoryFormat> format) const {
  impl_of(*this, "to");
  return to(options.device_opt().value_or(device()), options.dtype_opt().value_or(scalar_type()),
            non_blocking, copy, format);
}

Tensor Tensor::to(Device target, ScalarType dtype, bool, bool copy,
                  std::optional<MemoryFormat>) const {
  impl_of(*this, "to");
  const Device from = device();
  const ScalarType before = scalar_type();
  if (from == target && before == dtype) return copy ? clone() : *this;
  Tensor out = moved(*this, target, dtype);
  if (!pumice::is_floating_point(dtype)) return out;
  return record("ToCopyBackward0", {*this}, std::move(out), [&] {
    return
        [from, before](const Tensors& grads, Needs) { return Tensors{grads[0].to(from, before)}; };
  });
}

Tensor& Tensor::copy_(const Tensor& source, bool) const {
  impl_of(source, "copy_");
  check_inplace("copy_", *this, TensorList(source));
  check(broadcasts_to(source.sizes(), sizes()), ErrorKind::shape,
        "copy_: The expanded size of the tensor {} must match the existing size {}",
        list_str(sizes()), list_str(source.sizes()));
  write_into(*this, source);
  record_inplace("torch::autograd::CopyBackwards", {{*this, source}}, *this, [&]() -> GradFn {
    return [from = source.device()](const Tensors& grads, Needs needs) {
      return Tensors{needs[0] ? zeros_like(grads[0]) : Tensor(),
                     needs[1] ? grads[0].to(from) : Tensor()};
    };
  });
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
