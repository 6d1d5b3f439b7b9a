// Elementwise operators of a tensor and a number.
#include <cmath>

#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// A row with a number in place of the second operand, and its parameter.
struct WithNumber {
  Unary op;
  Scalar s0;
};
WithNumber with_number(Binary op, Scalar other, Scalar alpha, ScalarType dtype) {
  const auto scaled = [&](int sign) -> Scalar {
    if (is_floating_point(dtype)) return sign * other.to_double() * alpha.to_double();
    return sign * other.to_long() * alpha.to_long();
  };
  switch (op) {
    case Binary::add:
      return {Unary::add_scalar, scaled(1)};
    case Binary::sub:
      return {Unary::add_scalar, scaled(-1)};
    case Binary::mul:
      return {Unary::mul_scalar, other};
    case Binary::div:
      return {Unary::div_scalar, other};
    default:
      break;
  }
  check(op == Binary::pow, ErrorKind::internal, "{}: no form with a number", row_of(op).name);
  const double e = other.to_double();
  if (is_floating_point(dtype)) {
    if (e == 0.5) return {Unary::sqrt, 0};
    if (e == -1) return {Unary::reciprocal, 0};
  } else {
    check(e >= 0, ErrorKind::value, "pow: Integers to negative integer powers are not allowed.");
  }
  return {e == 2 ? Unary::square : Unary::pow_scalar, other};
}

}  // namespace

Tensor binary(Binary op, const Tensor& self, Scalar other, Scalar alpha) {
  impl_of(self, row_of(op).name);
  const ScalarType dtype = computed_type(op, result_type(self, other));
  check_operands(op, self.scalar_type(), other.type(), dtype, alpha);
  const WithNumber form = with_number(op, other, alpha, dtype);
  return unary(form.op, self.to(dtype), form.s0);
}

void binary_(Binary op, const Tensor& self, Scalar other, Scalar alpha) {
  impl_of(self, row_of(op).name);
  const ScalarType dtype = computed_type(op, result_type(self, other));
  check_operands(op, self.scalar_type(), other.type(), dtype, alpha);
  const WithNumber form = with_number(op, other, alpha, dtype);
  unary_(form.op, self, form.s0, 0, dtype);
}

Tensor pow(Scalar self, const Tensor& exponent) {
  impl_of(exponent, "pow");
  return unary(Unary::rpow_scalar, exponent.to(result_type(exponent, self)), self);
}
Tensor operator-(Scalar a, const Tensor& b) {
  impl_of(b, "sub");
  check(b.scalar_type() != kBool, ErrorKind::dtype,
        "sub: Subtraction, the `-` operator, with a bool tensor is not supported.");
  return unary(Unary::rsub_scalar, b.to(result_type(b, a)), a);
}
Tensor operator/(Scalar a, const Tensor& b) {
  impl_of(b, "div");
  return unary(Unary::rdiv_scalar, b.to(computed_type(Binary::div, result_type(b, a))), a);
}

Tensor clamp(const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max) {
  impl_of(self, "clamp");
  check(min || max, ErrorKind::value, "clamp: At least one of 'min' or 'max' must not be None");
  ScalarType dtype = self.scalar_type();
  check(dtype != kBool, ErrorKind::dtype, "clamp: not supported for bool tensors");
  if (min) dtype = promote_types(dtype, result_type(self, *min));
  if (max) dtype = promote_types(dtype, result_type(self, *max));
  const Tensor x = self.to(dtype);
  for (const auto& bound : {min, max})
    if (bound && std::isnan(bound->to_double())) return mul(x, *bound);
  if (is_floating_point(dtype))
    return unary(Unary::clamp, x, min.value_or(-HUGE_VAL), max.value_or(HUGE_VAL));
  const bool wide = dtype == kLong;
  return unary(Unary::clamp, x, min.value_or(wide ? INT64_MIN : INT32_MIN),
               max.value_or(wide ? INT64_MAX : INT32_MAX));
}

}  // namespace pumice
