// Comparisons, logic, and choices by condition.
#include "autograd/record.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/compare_scalar.h"
#include "shaders/kernels/logical.h"
#include "shaders/kernels/where.h"

namespace pumice {

namespace {

Tensor compare(Compare op, const char* name, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name, {a, b});
  const ScalarType work = working_type(result_type(a, b));
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), name);
  NoGradGuard guard;
  const Tensor x = a.to(device, work), z = b.to(device, work);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, kBool, like);
  launch_elements(kernel::compare{}, {x, z, y}, {static_cast<uint16_t>(op)});
  return y;
}

Tensor compare(Compare op, const char* name, const Tensor& a, Scalar b) {
  const ScalarType own = impl_of(a, name).dtype, dtype = result_type(a, b);
  NoGradGuard guard;
  const Tensor x = dtype == own ? a : a.to(working_type(dtype));
  const Tensor* like[] = {&x};
  Tensor y = make_result(a.sizes(), kBool, like);
  launch_elements(kernel::compare_scalar{.s0 = b}, {x, y}, {static_cast<uint16_t>(op)});
  return y;
}

Tensor logical(kernel::logical::OP op, const char* name, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name, {a, b});
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), name);
  NoGradGuard guard;
  const Tensor x = as_bool(a).to(device), z = as_bool(b).to(device);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, kBool, like);
  launch_elements(kernel::logical{}, {x, z, y}, {static_cast<uint16_t>(op)});
  return y;
}

using Scalars = kernel::where::SCALARS;

// One of the sides may be the number `value`; its tensor then repeats the other.
Tensor choose(const Tensor& condition, const Tensor& a, const Tensor& b, Scalars scalars,
              Scalar value, ScalarType dtype, const char* name) {
  check(impl_of(condition, name).dtype == kBool, ErrorKind::dtype,
        "{}: expected condition to be a boolean tensor, but got a tensor with dtype {}", name,
        dtype_name(condition.scalar_type()));
  const Device device = common_device(name, {condition, a, b});
  const DimVector both = broadcast_shapes(a.sizes(), b.sizes(), name);
  const DimVector shape = broadcast_shapes(condition.sizes(), both, name);
  const ScalarType work = working_type(dtype);
  const Tensor c = condition.to(device), x = a.to(device, work), z = b.to(device, work);
  const Tensor* like[] = {&x, &z, &c};
  Tensor y = make_result(shape, work, like);
  launch_elements(kernel::where{.s0 = value, .s1 = value}, {c, x, z, y},
                  {static_cast<uint16_t>(scalars)});
  y = record("WhereBackward0", {x, z}, y, [&]() -> GradFn {
    return [c, scalars, x_sizes = DimVector(x.sizes()), z_sizes = DimVector(z.sizes())](
               const Tensors& grads, Needs needs) -> Tensors {
      Tensor dx, dz;
      if (needs[0] && scalars != Scalars::left) dx = sum_to(where(c, grads[0], 0), x_sizes);
      if (needs[1] && scalars != Scalars::right) dz = sum_to(where(c, 0, grads[0]), z_sizes);
      return {dx, dz};
    };
  });
  return work == dtype ? y : y.to(dtype);
}

}  // namespace

Tensor as_bool(const Tensor& tensor) {
  return tensor.scalar_type() == kBool ? tensor : ne(tensor, 0);
}

#define COMPARE(name, y)                                 \
  Tensor name(const Tensor& self, const Tensor& other) { \
    return compare(Compare::name, #name, self, other);   \
  }                                                      \
  Tensor name(const Tensor& self, Scalar other) {        \
    return compare(Compare::name, #name, self, other);   \
  }
#include "shaders/elementwise.def"

Tensor logical_not(const Tensor& self) {
  if (impl_of(self, "logical_not").dtype != kBool) return eq(self, 0);
  return logical(kernel::logical::OP::logical_not, "logical_not", self, self);
}
Tensor logical_and(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_and, "logical_and", self, other);
}
Tensor logical_or(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_or, "logical_or", self, other);
}
Tensor logical_xor(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_xor, "logical_xor", self, other);
}

Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other) {
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
Tensor masked_fill(const Tensor& self, const Tensor& mask, Scalar value) {
  const ScalarType dtype = impl_of(self, "masked_fill").dtype;
  check(can_cast(value.type(), dtype), ErrorKind::dtype,
        "masked_fill: value cannot be converted to type {} without overflow", dtype_name(dtype));
  return choose(mask, self, self, Scalars::left, value, dtype, "masked_fill");
}

}  // namespace pumice
