// Copies of tensors: clone, contiguous, to, copy_, between dtypes and devices.
#include "autograd/record.h"
#include "base/error.h"
#include "graph/stream.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/iterate.h"
#include "pumice/factories.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

namespace {

using Format = std::optional<MemoryFormat>;

Tensor copied(const Tensor& self, ScalarType dtype, Format format) {
  Tensor out = make_like(self, dtype, self.device(), format);
  if (out.numel() > 0) copy_into(out, self);
  return out;
}

// Elements of dense `from` into dense `to` of the same dtype and strides, one of them on the CPU.
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

bool same_strides(const TensorImpl& a, const TensorImpl& b) {
  return (a.contiguous && b.contiguous) || a.strides == b.strides;
}

// A copy of `self` elsewhere. Casts happen on the CPU, which knows every dtype.
Tensor moved(const Tensor& self, Device device, ScalarType dtype, Format format) {
  if (self.device() == device) return copied(self, dtype, format);
  (void)get_backend(device);  // says where there is none, of an empty tensor too
  if (!self.device().is_cpu() && !device.is_cpu())
    return moved(moved(self, Device(kCPU), dtype, format), device, dtype, {});
  const bool leaving = self.device().is_cpu();
  const bool cast = self.scalar_type() != dtype;
  const Tensor out = make_like(self, leaving ? dtype : self.scalar_type(), device, format);
  const bool as_it_is = same_strides(*self.impl(), *out.impl()) && !(leaving && cast);
  const Tensor source = as_it_is ? self : copied(self, out.scalar_type(), format);
  transfer(out, source, "to");
  return out.scalar_type() == dtype ? out : copied(out, dtype, {});
}

bool same_geometry(const TensorImpl& a, const TensorImpl& b) {
  return a.offset == b.offset && a.sizes == b.sizes && a.strides == b.strides && a.dtype == b.dtype;
}

void write_into(const Tensor& self, const Tensor& source) {
  const TensorImpl &to = *self.impl(), &from = *source.impl();
  if (to.numel == 0) return;
  const bool shared = to.storage.is_alias_of(from.storage);
  if (shared && same_geometry(to, from)) return;
  if (shared) return copy_into(self, copied(source, from.dtype, {}));
  if (to.device() == from.device()) return copy_into(self, source);
  if (to.sizes == from.sizes && same_strides(to, from) && to.dtype == from.dtype &&
      self.is_non_overlapping_and_dense() && (to.device().is_cpu() || from.device().is_cpu()))
    return transfer(self, source, "copy_");
  copy_into(self, moved(source, to.device(), to.dtype, {}));
}

}  // namespace

Tensor Tensor::clone(std::optional<MemoryFormat> format) const {
  impl_of(*this, "clone");
  return record("CloneBackward0", {*this}, copied(*this, scalar_type(), format),
                [] { return [](const Tensors& grads, Needs) { return Tensors{grads[0]}; }; });
}

Tensor Tensor::contiguous(MemoryFormat format) const {
  check(format != MemoryFormat::Preserve || is_contiguous(), ErrorKind::value,
        "contiguous: preserve memory format is unsupported by the contiguous operator");
  return is_contiguous(format) ? *this : clone(format);
}

Tensor Tensor::to(const TensorOptions& options, bool non_blocking, bool copy,
                  std::optional<MemoryFormat> format) const {
  impl_of(*this, "to");
  check(!options.requires_grad(), ErrorKind::value,
        "to: Operators taking TensorOptions cannot take a TensorOptions with "
        "options.requires_grad set as true. This isn't implemented yet.");
  check(!(options.has_memory_format() && format), ErrorKind::value,
        "to: Cannot set memory_format both in TensorOptions and explicit argument; please delete "
        "the redundant setter.");
  return to(options.device_opt().value_or(device()), options.dtype_opt().value_or(scalar_type()),
            non_blocking, copy, format ? format : options.memory_format_opt());
}

Tensor Tensor::to(Device target, ScalarType dtype, bool, bool copy,
                  std::optional<MemoryFormat> format) const {
  impl_of(*this, "to");
  const Device from = device();
  const ScalarType before = scalar_type();
  const bool keeps_format = format.value_or(MemoryFormat::Preserve) == MemoryFormat::Preserve ||
                            suggest_memory_format() == *format;
  if (from == target && before == dtype && keeps_format && !copy) return *this;
  Tensor out = moved(*this, target, dtype, format);
  if (!pumice::is_floating_point(dtype)) return out;
  return record("ToCopyBackward0", {*this}, std::move(out), [&] {
    return
        [from, before](const Tensors& grads, Needs) { return Tensors{grads[0].to(from, before)}; };
  });
}

Tensor& Tensor::copy_(const Tensor& source, bool) const {
  impl_of(source, "copy_", "#1 'src'");
  const bool same = is_same(source);
  check_inplace("copy_", *this, TensorList(source), same ? Repeats::taken : Repeats::refused);
  check_overlap("copy_", *this, source);
  if (!broadcasts_to(source.sizes(), sizes()))
    check_result_shape("copy_", *this, broadcast_shapes(sizes(), source.sizes(), "copy_"));
  if (!same) write_into(*this, source);
  record_inplace("torch::autograd::CopyBackwards", {{*this, source}}, *this, [&]() -> GradFn {
    return [from = source.device()](const Tensors& grads, Needs needs) {
      return Tensors{needs[0] ? zeros_like(grads[0]) : Tensor(),
                     needs[1] ? grads[0].to(from) : Tensor()};
    };
  });
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
