// Elementwise operators that are made of others: interpolation, products added, closeness.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

void check_same(const char* name, const char* what, const Tensor& self, const Tensor& other) {
  const char* argument = std::string_view(what) == "end" ? "#1 'end'" : "#2 'weight'";
  const ScalarType a = impl_of(self, name).dtype, b = impl_of(other, name, argument).dtype;
  check(a == b, ErrorKind::dtype, "{}: expected dtype {} for `{}` but got dtype {}", name,
        cpp_name(a), what, cpp_name(b));
}

constexpr const char *kFirst = "#1 'tensor1'", *kSecond = "#2 'tensor2'";

void check_quotient(const Tensor& a, const Tensor& b) {
  const bool whole = is_integral(impl_of(a, "addcdiv", kFirst).dtype, true) &&
                     is_integral(impl_of(b, "addcdiv", kSecond).dtype, true);
  check(!whole, ErrorKind::dtype,
        "addcdiv: Integer division with addcdiv is no longer supported, and in a future  release "
        "addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv "
        "behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input"
        ".dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. "
        "The future addcdiv behavior is just the latter implementation: (input + value * tensor1 "
        "/ tensor2), for all dtypes.");
}

/// of(a, b) in the dtype that its sum with self has, so that nothing is rounded on the way.
template <class F>
Tensor in_common_dtype(const Tensor& self, const Tensor& a, const Tensor& b, F&& of) {
  const Tensor y = of(a, b);
  const ScalarType common = result_type(self, y);
  return y.scalar_type() == common ? y : of(a.to(common), b.to(common));
}
Tensor times(const Tensor& self, const Tensor& a, const Tensor& b) {
  return in_common_dtype(self, a, b, [](const auto& x, const auto& y) { return mul(x, y); });
}
Tensor over(const Tensor& self, const Tensor& a, const Tensor& b) {
  return in_common_dtype(self, a, b, [](const auto& x, const auto& y) { return div(x, y); });
}

/// A factor as PyTorch casts it for what it scales: true is 1, and of integers 0.5 is 0.
Scalar factor_of(Scalar value, const Tensor& scaled) {
  return value.is_boolean() || !scaled.is_floating_point() ? Scalar(value.to_long()) : value;
}

/// The shape that self and two others have together.
DimVector common_shape(const char* op, const Tensor& self, const Tensor& a, const Tensor& b) {
  const DimVector first =
      broadcast_shapes(impl_of(self, op).sizes, impl_of(a, op, kFirst).sizes, op);
  return broadcast_shapes(first, impl_of(b, op, kSecond).sizes, op);
}

void check_parts(const char* op, const Tensor& self, const Tensor& a, const Tensor& b) {
  check_result_shape(op, self, common_shape(op, self, a, b));
  for (const Tensor& t : {a, b}) check_no_partial_overlap(op, self, t);
}

}  // namespace

// From the nearer end, so that weights 0 and 1 give the ends exactly.
Tensor lerp(const Tensor& self, const Tensor& end, Scalar weight) {
  check_same("lerp", "end", self, end);
  broadcast_shapes(self.sizes(), end.sizes(), "lerp");
  check_dtype("lerp", self);
  const double w = weight.to_double();
  const Tensor span = sub(self, end);  // which lies as self does
  return rename_node(std::abs(w) < 0.5 ? sub(self, span, w) : add(mul(span, 1 - w), end),
                     "LerpBackward0");
}
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight) {
  check_same("lerp", "end", self, end);
  check_same("lerp", "weight", self, weight);
  common_shape("lerp", self, end, weight);
  check_dtype("lerp_tensor", self.scalar_type(), "lerp");
  const Tensor span = sub(end, self);
  return rename_node(
      where(lt(abs(weight), 0.5), add(self, mul(weight, span)), sub(end, mul(span, 1 - weight))),
      "LerpBackward1");
}
Tensor Tensor::lerp(const Tensor& end, Scalar weight) const {
  return pumice::lerp(*this, end, weight);
}
Tensor Tensor::lerp(const Tensor& end, const Tensor& weight) const {
  return pumice::lerp(*this, end, weight);
}
Tensor& Tensor::lerp_(const Tensor& end, Scalar weight) const {
  check_same("lerp", "end", *this, end);
  check_written("lerp", *this, end, scalar_type());
  check_dtype("lerp", *this);
  check_no_partial_overlap("lerp", *this, end);
  const double w = weight.to_double();
  if (std::abs(w) < 0.5) return rename_write(add_(pumice::sub(end, *this), w), "LerpBackward0");
  const Tensor y = pumice::lerp(*this, end, weight);
  check_result_shape("lerp", *this, y.sizes());
  return rename_write(copy_(y), "LerpBackward0");
}
Tensor& Tensor::lerp_(const Tensor& end, const Tensor& weight) const {
  const Tensor y = pumice::lerp(*this, end, weight);
  check_result_shape("lerp", *this, y.sizes());
  check_no_partial_overlap("lerp", *this, end);
  check_no_partial_overlap("lerp", *this, weight);
  return rename_write(copy_(y), "LerpBackward1");
}

Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value) {
  common_shape("addcmul", self, tensor1, tensor2);
  const Tensor products = times(self, tensor1, tensor2);
  check_dtype("addcmul", products);
  return rename_node(add(self, products, factor_of(value, products)), "AddcmulBackward0");
}
Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value) {
  check_quotient(tensor1, tensor2);
  common_shape("addcdiv", self, tensor1, tensor2);
  const Tensor quotients = over(self, tensor1, tensor2);
  return rename_node(add(self, quotients, factor_of(value, quotients)), "AddcdivBackward0");
}
Tensor Tensor::addcmul(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  return pumice::addcmul(*this, tensor1, tensor2, value);
}
Tensor& Tensor::addcmul_(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  check_parts("addcmul", *this, tensor1, tensor2);
  const Tensor products = times(*this, tensor1, tensor2);
  pumice::check_dtype("addcmul", products);
  return rename_write(add_(products, factor_of(value, products)), "AddcmulBackward0");
}
Tensor Tensor::addcdiv(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  return pumice::addcdiv(*this, tensor1, tensor2, value);
}
Tensor& Tensor::addcdiv_(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  check_quotient(tensor1, tensor2);
  check_parts("addcdiv", *this, tensor1, tensor2);
  const Tensor quotients = over(*this, tensor1, tensor2);
  return rename_write(add_(quotients, factor_of(value, quotients)), "AddcdivBackward0");
}

Tensor isclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  const ScalarType a = impl_of(self, "isclose").dtype,
                   b = impl_of(other, "isclose", "#1 'other'").dtype;
  check(a == b, ErrorKind::dtype, "isclose: {} did not match {}", toString(a), toString(b));
  check(rtol >= 0, ErrorKind::value,
        "isclose: rtol must be greater than or equal to zero, but got {}", rtol);
  check(atol >= 0, ErrorKind::value,
        "isclose: atol must be greater than or equal to zero, but got {}", atol);
  NoGradGuard guard;
  Tensor close = eq(self, other);
  const bool floating = is_floating_point(a);
  // PyTorch writes NaN's places over self's.
  if (equal_nan && floating) check_result_shape("isclose", self, close.sizes());
  if (equal_nan && floating) close = logical_or(close, logical_and(isnan(self), isnan(other)));
  if (rtol == 0 && atol == 0) return close;
  // Integers are compared as floating numbers; the difference of halves is as exact in float.
  const auto real = [&](const Tensor& t) { return floating ? t : t.to(default_dtype()); };
  const Tensor x = real(self), y = real(other);
  const Tensor allowed = add(abs(mul(y, rtol)), atol), actual = abs(sub(x, y));
  return logical_or(close, logical_and(isfinite(actual), le(actual, allowed)));
}
bool allclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  return all(isclose(self, other, rtol, atol, equal_nan)).item<bool>();
}
bool equal(const Tensor& self, const Tensor& other) {
  common_device("equal", {self, other});
  check(self.device() == other.device(), ErrorKind::device,
        "equal: Expected all tensors to be on the same device, but found at least two devices, {} "
        "and {}!",
        self.device(), other.device());
  if (self.sizes() != other.sizes()) return false;
  return self.numel() == 0 || all(eq(self, other)).item<bool>();
}
Tensor Tensor::isclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return pumice::isclose(*this, other, rtol, atol, equal_nan);
}
bool Tensor::allclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return pumice::allclose(*this, other, rtol, atol, equal_nan);
}
bool Tensor::equal(const Tensor& other) const { return pumice::equal(*this, other); }

}  // namespace pumice
