// Choices by condition.
#include "shaders/kernels/where.h"
#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

using Scalars = kernel::where::SCALARS;

// One of the sides may be the number `value`; its tensor then repeats the other. The result lies
// as the operands do, or in rows.
Tensor choose(const Tensor& condition, const Tensor& a, const Tensor& b, Scalars scalars,
              Scalar value, ScalarType dtype, const char* name, const char* node = "WhereBackward0",
              bool rows = false) {
  // PyTorch still takes masks of bytes, from before there were bools.
  const ScalarType mask = impl_of(condition, name, "#0 'condition'").dtype;
  check(mask == kBool || mask == kByte, ErrorKind::dtype,
        "{} expected condition to be a boolean tensor, but got a tensor with dtype {}", name,
        toString(mask));
  if (mask == kByte)
    warn_once(
        "where received a uint8 condition tensor. This behavior is deprecated and will be removed "
        "in a future version of PyTorch. Use a boolean condition instead.");
  const Device device = common_device(name, {condition, a, b});
  const DimVector both = broadcast_shapes(condition.sizes(), a.sizes(), name);
  const DimVector shape = broadcast_shapes(both, b.sizes(), name);
  const ScalarType work = working_type(dtype);
  if (scalars != Scalars::none) value = checked_number(value, dtype);
  const Tensor c = as_bool(condition).to(device), x = a.to(device, work), z = b.to(device, work);
  const Tensor* like[] = {&c, &x, &z};
  Tensor y = rows ? make_tensor(shape, work, device)
                  : make_result(shape, work, like, scalars != Scalars::none);
  launch_elements(kernel::where{.s0 = value, .s1 = value}, {c, x, z, y},
                  {static_cast<uint16_t>(scalars)});
  y = record(node, {x, z}, y, [&]() -> GradFn {
    return [c, scalars, rows, x_sizes = DimVector(x.sizes()), z_sizes = DimVector(z.sizes())](
               const Tensors& grads, Needs needs) -> Tensors {
      Tensor dx, dz;
      if (needs[0] && scalars != Scalars::left) dx = sum_to(where(c, grads[0], 0), x_sizes);
      const auto other = [&] { return rows ? masked_fill(grads[0], c, 0) : where(c, 0, grads[0]); };
      if (needs[1] && scalars != Scalars::right) dz = sum_to(other(), z_sizes);
      return {dx, dz};
    };
  });
  return work == dtype ? y : y.to(dtype);
}

}  // namespace

Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other) {
  impl_of(condition, "where", "#0 'condition'");
  impl_of(self, "where", "#1 'self'");
  impl_of(other, "where", "#2 'other'");
  common_device("where", {self, other});
  return choose(condition, self, other, Scalars::none, 0, result_type(self, other), "where");
}
Tensor where(const Tensor& condition, const Tensor& self, Scalar other) {
  impl_of(self, "where");
  return choose(condition, self, self, Scalars::right, other, result_type(self, other), "where");
}
Tensor where(const Tensor& condition, Scalar self, const Tensor& other) {
  impl_of(other, "where");
  return choose(condition, other, other, Scalars::left, self, result_type(other, self), "where");
}
Tensor where(const Tensor& condition, Scalar self, Scalar other) {
  const bool floating = self.is_floating_point() || other.is_floating_point();
  const bool whole = self.is_integral() || other.is_integral();
  const ScalarType dtype = floating ? default_dtype() : whole ? kLong : kBool;
  return where(condition, self, full({}, other, TensorOptions(dtype).device(condition.device())));
}
Tensor Tensor::where(const Tensor& condition, const Tensor& other) const {
  return pumice::where(condition, *this, other);
}
Tensor Tensor::where(const Tensor& condition, Scalar other) const {
  return pumice::where(condition, *this, other);
}

Tensor masked_fill(const Tensor& self, const Tensor& mask, Scalar value) {
  const ScalarType dtype = impl_of(self, "masked_fill").dtype;
  const ScalarType kind = impl_of(mask, "masked_fill", "#1 'mask'").dtype;
  broadcast_shapes(mask.sizes(), self.sizes(), "masked_fill");
  check(kind == kBool, ErrorKind::dtype,
        "masked_fill: masked_fill_ only supports boolean masks, but got mask with dtype {}",
        cpp_name(kind));
  return choose(mask, self, self, Scalars::left, value, dtype, "masked_fill", "MaskedFillBackward0",
                true);
}
}  // namespace pumice
