// Elementwise operators of a tensor and a number.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/bounds.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "pumice/functions.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// A row with a number in place of the second operand, its parameter, and its node's name where that
// is not the row's.
struct WithNumber {
  Unary op;
  Scalar s0;
  const char* node = nullptr;
  bool power = false;  ///< the op is the power
};
WithNumber with_number(const BinaryRow& row, Scalar other, Scalar alpha, ScalarType dtype) {
  const auto scaled = [&](int sign) -> Scalar {
    if (is_floating_point(dtype)) return sign * other.to_double() * alpha.to_double();
    return sign * other.to_long() * alpha.to_long();
  };
  switch (static_cast<Binary>(row.op)) {
    case Binary::add:
      return {Unary::add_scalar, scaled(1)};
    case Binary::sub:
      return {Unary::add_scalar, scaled(-1), "SubBackward1"};
    case Binary::mul:
      return {Unary::mul_scalar, other};
    case Binary::div:
      return {Unary::div_scalar, other};
    default:
      break;
  }
  check(&row == &row_of(Binary::pow), ErrorKind::internal, "{}: no form with a number", row.shown);
  const double e = other.to_double();
  if (is_floating_point(dtype)) {
    if (e == 0.5) return {Unary::sqrt, 0, nullptr, true};
    if (e == -0.5) return {Unary::rsqrt, 0, nullptr, true};
    if (e == -1) return {Unary::reciprocal, 0, nullptr, true};
  } else {
    checked_number(other, dtype);
    check(e >= 0, ErrorKind::value, "pow: Integers to negative integer powers are not allowed.");
  }
  return {e == 2 ? Unary::square : Unary::pow_scalar, other};
}

// x to the power e by an op that is this power; the derivative is that of any power.
Tensor power_by(Unary op, const Tensor& x, Scalar e) {
  const auto run = [&] {
    const NoGradGuard guard;
    return unary(op, x);
  };
  return record("PowBackward0", {x}, run(), [&] {
    return [x = Saved(x), e = e.to_double()](const Tensors& g, Needs) {
      return Tensors{mul(g[0], mul(pow(x.unpack(), e - 1), e))};
    };
  });
}

// Exponents of 0 and 1 are filled and copied by PyTorch, so that bools have these powers alone.
bool is_power_of_bools(const BinaryRow& row, ScalarType promoted) {
  return &row == &row_of(Binary::pow) && promoted == kBool;
}
Tensor power_of_bools(const Tensor& self, Scalar exponent) {
  return exponent.to_bool() ? self.clone() : ones_like(self);
}

// A number as a tensor without dims, of the dtype that the row computes in.
Tensor as_operand(const BinaryRow& row, Scalar value, ScalarType dtype, Device device) {
  const bool divides = row.more && row.integer_op <= int(MoreInteger::div_trunc);
  check(!divides || is_floating_point(dtype) || value.to_bool(), ErrorKind::value,
        "{}: ZeroDivisionError", row.shown);
  return full({}, wrapped_number(value, dtype), TensorOptions(dtype).device(device));
}

// How PyTorch calls the node of a row with a number on the right, where that is not the row's.
const char* node_with_number(const BinaryRow& row) {
  if (&row == &row_of(MoreBinary::fmod)) return "FmodBackward0";
  if (&row == &row_of(MoreBinary::remainder)) return "RemainderBackward0";
  if (&row == &row_of(MoreBinary::div_floor)) return "DivBackward3";
  if (&row == &row_of(MoreBinary::xlogy)) return "XlogyBackward2";
  if (&row == &row_of(MoreBinary::copysign)) return "CopysignBackward1";
  return row.node;
}

}  // namespace

Tensor binary(const BinaryRow& row, const Tensor& self, Scalar other, Scalar alpha) {
  impl_of(self, row.shown);
  const ScalarType promoted = result_type(self, other), dtype = computed_type(row, promoted);
  check_operands(row, self.scalar_type(), other.type());
  check_alpha(row, dtype, alpha);
  if (is_power_of_bools(row, promoted)) return power_of_bools(self, other);
  check_computed(row, promoted);
  if (row.more) {
    const Tensor operand = as_operand(row, other, dtype, self.device());
    const KnownInBounds looked_at;
    return rename_node(binary(row, self.to(dtype), operand, alpha), node_with_number(row));
  }
  const WithNumber form = with_number(row, other, alpha, dtype);
  if (form.power) return power_by(form.op, self.to(dtype), other);
  Tensor y = unary(form.op, self.to(dtype), form.s0);
  return form.node ? rename_node(std::move(y), form.node) : y;
}

Tensor binary(const BinaryRow& row, Scalar self, const Tensor& other) {
  impl_of(other, row.shown, "#1 'other'");
  const ScalarType promoted = result_type(other, self), dtype = computed_type(row, promoted);
  check_computed(row, promoted);
  const Tensor left = full({}, self, TensorOptions(dtype).device(other.device()));
  Tensor y = binary(row, left, other.to(dtype));
  if (&row == &row_of(MoreBinary::remainder)) return refuse_gradient(y, "remainder");
  return &row == &row_of(MoreBinary::xlogy) ? rename_node(std::move(y), "XlogyBackward1") : y;
}

void binary_(const BinaryRow& row, const Tensor& self, Scalar other, Scalar alpha) {
  impl_of(self, row.shown);
  const ScalarType promoted = result_type(self, other), dtype = computed_type(row, promoted);
  check_inplace(row.shown, self, {}, Repeats::taken);
  check_operands(row, self.scalar_type(), other.type());
  if (&row != &row_of(Binary::pow)) check_writable(row.shown, self, dtype);
  check_alpha(row, dtype, alpha);
  if (is_power_of_bools(row, promoted)) {
    self.copy_(power_of_bools(self, other));
    return;
  }
  check_computed(row, promoted);
  if (row.more) {
    const Tensor operand = as_operand(row, other, dtype, self.device());
    const KnownInBounds looked_at;
    binary_(row, self, operand, alpha);
    rename_write(self, node_with_number(row));
    return;
  }
  const WithNumber form = with_number(row, other, alpha, dtype);
  check(&row != &row_of(Binary::pow) || can_cast(dtype, self.scalar_type()), ErrorKind::dtype,
        "pow: Found dtype {} but expected {}", toString(self.scalar_type()), toString(dtype));
  if (form.power && needs_grad({self})) {
    rename_write(self.copy_(power_by(form.op, self.clone().to(dtype), other)), "PowBackward0");
    return;
  }
  unary_(form.op, self, form.s0, 0, dtype);
  if (form.node) rename_write(self, form.node);
}

Tensor pow(Scalar self, const Tensor& exponent) {
  impl_of(exponent, "pow", "#1 'exponent'");
  const ScalarType dtype = result_type(exponent, self);
  check_computed(row_of(Binary::pow), dtype);
  return unary(Unary::rpow_scalar, exponent.to(dtype), self);
}
// libtorch's operators with a number on the left make it a tensor like b.
Scalar whole_number(Scalar a, const Tensor& b) { return checked_number(a, b.scalar_type()); }

Tensor operator-(Scalar a, const Tensor& b) {
  impl_of(b, "sub");
  check(b.scalar_type() != kBool, ErrorKind::dtype,
        "sub: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` "
        "or `logical_xor()` operator instead.");
  return unary(Unary::rsub_scalar, b, is_floating_point(b.scalar_type()) ? a : whole_number(a, b));
}
Tensor operator/(Scalar a, const Tensor& b) {
  // PyTorch divides a tensor of b's dtype by b in place.
  const ScalarType dtype = impl_of(b, "div").dtype;
  const ScalarType computed = computed_type(row_of(Binary::div), dtype);
  check(can_cast(computed, dtype), ErrorKind::dtype,
        "div: result type {} can't be cast to the desired output type {}", toString(computed),
        toString(dtype));
  return unary(Unary::rdiv_scalar, b, checked_number(a, dtype));
}

Tensor rsub(const Tensor& self, const Tensor& other, Scalar alpha) {
  return rename_node(sub(other, self, alpha), "RsubBackward0");
}
Tensor rsub(const Tensor& self, Scalar other, Scalar alpha) {
  check_operands(row_of(Binary::sub), impl_of(self, "rsub").dtype, other.type());
  const ScalarType dtype = result_type(self, other);
  check_alpha(row_of(Binary::sub), dtype, alpha);
  const Tensor x = self.to(dtype);
  return rename_node(unary(Unary::rsub_scalar, alpha.equal(1) ? x : mul(x, alpha), other),
                     "RsubBackward1");
}

}  // namespace pumice
