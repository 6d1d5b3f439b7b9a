// Elementwise operators: any shapes that broadcast, PyTorch's type promotion, any device.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

// One operand: (*) -> (*). Each also in place (`exp_(x)`, `x.exp_()`), which changes x and returns
// it.
#define PUMICE_UNARY(name)         \
  Tensor name(const Tensor& self); \
  inline Tensor& name##_(Tensor& self) { return self.name##_(); }

// Any dtype but bool; integers keep theirs.
PUMICE_UNARY(neg)
PUMICE_UNARY(abs)
PUMICE_UNARY(square)
PUMICE_UNARY(relu)
PUMICE_UNARY(floor)  ///< integers are copied, as by ceil, round and trunc
PUMICE_UNARY(ceil)
PUMICE_UNARY(round)  ///< ties to even
PUMICE_UNARY(trunc)
PUMICE_UNARY(sign)  ///< bools, too; 0 for NaN
PUMICE_UNARY(frac)  ///< x - trunc(x); floating dtypes

// Floating dtypes; integers and bools become the default dtype, in place they are an error.
PUMICE_UNARY(exp)
PUMICE_UNARY(exp2)
PUMICE_UNARY(expm1)  ///< exp(x) - 1
PUMICE_UNARY(log)
PUMICE_UNARY(log2)
PUMICE_UNARY(log10)
PUMICE_UNARY(log1p)  ///< log(1 + x)
PUMICE_UNARY(sqrt)
PUMICE_UNARY(rsqrt)
PUMICE_UNARY(reciprocal)
PUMICE_UNARY(sin)
PUMICE_UNARY(cos)
PUMICE_UNARY(tan)
PUMICE_UNARY(asin)
PUMICE_UNARY(acos)
PUMICE_UNARY(atan)
PUMICE_UNARY(sinh)
PUMICE_UNARY(cosh)
PUMICE_UNARY(tanh)
PUMICE_UNARY(asinh)
PUMICE_UNARY(acosh)
PUMICE_UNARY(atanh)
PUMICE_UNARY(sigmoid)
PUMICE_UNARY(erf)
PUMICE_UNARY(erfc)    ///< 1 - erf(x), exact in the tail
PUMICE_UNARY(erfinv)  ///< the inverse of erf; NaN outside [-1, 1]
PUMICE_UNARY(lgamma)  ///< log |gamma(x)|
PUMICE_UNARY(digamma)
PUMICE_UNARY(i0)  ///< the modified Bessel function of the first kind of order 0
#undef PUMICE_UNARY
/// The n-th derivative of digamma; value error for negative n.
Tensor polygamma(int64_t n, const Tensor& self);
/// log(x / (1 - x)), x clamped to [eps, 1 - eps] where eps is given.
Tensor logit(const Tensor& self, std::optional<double> eps = {});
inline Tensor& logit_(Tensor& self, std::optional<double> eps = {}) { return self.logit_(eps); }
/// To that many places behind the point, before it where negative.
inline Tensor round(const Tensor& self, int64_t decimals) { return self.round(decimals); }
inline Tensor& round_(Tensor& self, int64_t decimals) { return self.round_(decimals); }
inline Tensor sinc(const Tensor& self) { return self.sinc(); }  ///< sin(pi x) / (pi x)
inline Tensor deg2rad(const Tensor& self) { return self.deg2rad(); }
inline Tensor rad2deg(const Tensor& self) { return self.rad2deg(); }
inline Tensor sgn(const Tensor& self) { return self.sgn(); }  ///< sign, of real numbers
inline Tensor positive(const Tensor& self) { return self.positive(); }
inline Tensor signbit(const Tensor& self) { return self.signbit(); }    ///< also of -0
inline Tensor isposinf(const Tensor& self) { return self.isposinf(); }  ///< bool, as isneginf
inline Tensor isneginf(const Tensor& self) { return self.isneginf(); }
/// NaN and infinities become numbers: 0 and the ends of the dtype's range unless others are given.
Tensor nan_to_num(const Tensor& self, std::optional<double> nan = {},
                  std::optional<double> posinf = {}, std::optional<double> neginf = {});
inline Tensor& nan_to_num_(Tensor& self, std::optional<double> nan = {},
                           std::optional<double> posinf = {}, std::optional<double> neginf = {}) {
  return self.nan_to_num_(nan, posinf, neginf);
}
Tensor silu(const Tensor& self);
Tensor leaky_relu(const Tensor& self, Scalar negative_slope = 0.01);
/// approximate: "none" (erf) or "tanh". Hendrycks and Gimpel 2016.
Tensor gelu(const Tensor& self, std::string_view approximate = "none");
Tensor isnan(const Tensor& self);  ///< bool, as isinf and isfinite
Tensor isinf(const Tensor& self);
Tensor isfinite(const Tensor& self);
inline Tensor isreal(const Tensor& self) { return self.isreal(); }  ///< all are

// Binary: broadcast.
Tensor add(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor add(const Tensor& self, Scalar other, Scalar alpha = 1);
Tensor sub(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor sub(const Tensor& self, Scalar other, Scalar alpha = 1);
Tensor mul(const Tensor& self, const Tensor& other);
Tensor mul(const Tensor& self, Scalar other);
Tensor div(const Tensor& self, const Tensor& other);  ///< true division: integers give float
Tensor div(const Tensor& self, Scalar other);
/// Rounded by "trunc" or "floor": integers stay integers. Integers by zero are a value error where
/// it is seen at the call (numbers, tensors on the CPU).
Tensor div(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode);
Tensor div(const Tensor& self, Scalar other, std::optional<std::string_view> rounding_mode);
/// other - alpha * self
Tensor rsub(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor rsub(const Tensor& self, Scalar other, Scalar alpha = 1);
Tensor pow(const Tensor& self, const Tensor& exponent);
Tensor pow(const Tensor& self, Scalar exponent);
Tensor pow(Scalar self, const Tensor& exponent);
#define PUMICE_BINARY(name)                             \
  Tensor name(const Tensor& self, const Tensor& other); \
  Tensor name(const Tensor& self, Scalar other);
PUMICE_BINARY(fmod)          ///< the rest of a division that truncates: of self's sign
PUMICE_BINARY(remainder)     ///< of one that floors: of other's sign
PUMICE_BINARY(floor_divide)  ///< div with "floor"
PUMICE_BINARY(xlogy)         ///< self * log(other), 0 where self is 0
PUMICE_BINARY(copysign)      ///< |self| with other's sign
// Integers, and bools but for shifts; dtype error for others.
PUMICE_BINARY(bitwise_and)
PUMICE_BINARY(bitwise_or)
PUMICE_BINARY(bitwise_xor)
PUMICE_BINARY(bitwise_left_shift)  ///< 0 beyond the type's width
PUMICE_BINARY(bitwise_right_shift)
#undef PUMICE_BINARY
#define PUMICE_NUMBER_FIRST(name) Tensor name(Scalar self, const Tensor& other);
PUMICE_NUMBER_FIRST(remainder)
PUMICE_NUMBER_FIRST(xlogy)
PUMICE_NUMBER_FIRST(bitwise_and)
PUMICE_NUMBER_FIRST(bitwise_or)
PUMICE_NUMBER_FIRST(bitwise_xor)
PUMICE_NUMBER_FIRST(bitwise_left_shift)
PUMICE_NUMBER_FIRST(bitwise_right_shift)
#undef PUMICE_NUMBER_FIRST
Tensor bitwise_not(const Tensor& self);
/// pow in float64.
inline Tensor float_power(const Tensor& self, const Tensor& exponent) {
  return self.float_power(exponent);
}
inline Tensor float_power(const Tensor& self, Scalar exponent) {
  return self.float_power(exponent);
}
Tensor float_power(Scalar self, const Tensor& exponent);
/// 0 below zero, 1 above, `values` at zero.
inline Tensor heaviside(const Tensor& self, const Tensor& values) { return self.heaviside(values); }
Tensor maximum(const Tensor& self, const Tensor& other);  ///< passes NaN on
Tensor minimum(const Tensor& self, const Tensor& other);
Tensor fmax(const Tensor& self, const Tensor& other);  ///< the other operand where one is NaN
Tensor fmin(const Tensor& self, const Tensor& other);
Tensor atan2(const Tensor& self, const Tensor& other);  ///< the angle of (other, self)
Tensor hypot(const Tensor& self, const Tensor& other);  ///< floating dtypes
/// log(exp(self) + exp(other)) without overflow; logaddexp2 in base 2. Floating dtypes.
Tensor logaddexp(const Tensor& self, const Tensor& other);
Tensor logaddexp2(const Tensor& self, const Tensor& other);
/// The greatest common divisor and the least common multiple, not negative; integers.
Tensor gcd(const Tensor& self, const Tensor& other);
Tensor lcm(const Tensor& self, const Tensor& other);
inline Tensor& gcd_(Tensor& self, const Tensor& other) { return self.gcd_(other); }
inline Tensor& lcm_(Tensor& self, const Tensor& other) { return self.lcm_(other); }
/// The next number of the dtype after self in the direction of other; floating dtypes, no gradient.
Tensor nextafter(const Tensor& self, const Tensor& other);
/// Either bound may be absent, not both; where min > max the result is max.
Tensor clamp(const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {});
Tensor clamp(const Tensor& self, const std::optional<Tensor>& min = {},
             const std::optional<Tensor>& max = {});
inline Tensor clamp_min(const Tensor& self, Scalar min) { return self.clamp_min(min); }
inline Tensor clamp_min(const Tensor& self, const Tensor& min) { return self.clamp_min(min); }
inline Tensor clamp_max(const Tensor& self, Scalar max) { return self.clamp_max(max); }
inline Tensor clamp_max(const Tensor& self, const Tensor& max) { return self.clamp_max(max); }
/// self + weight * (end - self)
Tensor lerp(const Tensor& self, const Tensor& end, Scalar weight);
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight);
/// self + value * tensor1 * tensor2
Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1);
/// self + value * tensor1 / tensor2; dtype error where both are integers
Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1);

// Comparisons and logic: bool result.
Tensor eq(const Tensor& self, const Tensor& other);
Tensor eq(const Tensor& self, Scalar other);
Tensor ne(const Tensor& self, const Tensor& other);
Tensor ne(const Tensor& self, Scalar other);
Tensor lt(const Tensor& self, const Tensor& other);
Tensor lt(const Tensor& self, Scalar other);
Tensor le(const Tensor& self, const Tensor& other);
Tensor le(const Tensor& self, Scalar other);
Tensor gt(const Tensor& self, const Tensor& other);
Tensor gt(const Tensor& self, Scalar other);
Tensor ge(const Tensor& self, const Tensor& other);
Tensor ge(const Tensor& self, Scalar other);
Tensor logical_not(const Tensor& self);
Tensor logical_and(const Tensor& self, const Tensor& other);
Tensor logical_or(const Tensor& self, const Tensor& other);
Tensor logical_xor(const Tensor& self, const Tensor& other);
/// |self - other| <= atol + rtol * |other| or both equal, as bools; dtype error where dtypes
/// differ.
Tensor isclose(const Tensor& self, const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
               bool equal_nan = false);
/// Whether all are close; waits for the values.
bool allclose(const Tensor& self, const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
              bool equal_nan = false);
/// Whether sizes and all elements are equal; waits for the values.
bool equal(const Tensor& self, const Tensor& other);
/// condition ? self : other, broadcast; condition bool.
Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other);
Tensor where(const Tensor& condition, const Tensor& self, Scalar other);
Tensor where(const Tensor& condition, Scalar self, const Tensor& other);
Tensor where(const Tensor& condition, Scalar self, Scalar other);
/// value where the mask holds.
Tensor masked_fill(const Tensor& self, const Tensor& mask, Scalar value);

/// The dtype that an operator of both gives: tensors without dims, and numbers, only count where
/// their kind is higher (torch.result_type).
ScalarType result_type(const Tensor& self, const Tensor& other);
ScalarType result_type(const Tensor& self, Scalar other);
ScalarType result_type(Scalar self, const Tensor& other);
ScalarType result_type(Scalar self, Scalar other);
/// Whether writing the one dtype to the other is allowed: not to a lower kind (torch.can_cast).
bool can_cast(ScalarType from, ScalarType to);

// PyTorch's other names.
inline Tensor negative(const Tensor& self) { return neg(self); }
inline Tensor absolute(const Tensor& self) { return abs(self); }
inline Tensor arcsin(const Tensor& self) { return asin(self); }
inline Tensor arccos(const Tensor& self) { return acos(self); }
inline Tensor arctan(const Tensor& self) { return atan(self); }
inline Tensor arcsinh(const Tensor& self) { return asinh(self); }
inline Tensor arccosh(const Tensor& self) { return acosh(self); }
inline Tensor arctanh(const Tensor& self) { return atanh(self); }
inline Tensor fix(const Tensor& self) { return trunc(self); }
#define PUMICE_IN_PLACE(name) \
  inline Tensor& name(Tensor& self) { return self.name(); }
PUMICE_IN_PLACE(negative_)
PUMICE_IN_PLACE(absolute_)
PUMICE_IN_PLACE(arcsin_)
PUMICE_IN_PLACE(arccos_)
PUMICE_IN_PLACE(arctan_)
PUMICE_IN_PLACE(arcsinh_)
PUMICE_IN_PLACE(arccosh_)
PUMICE_IN_PLACE(arctanh_)
PUMICE_IN_PLACE(fix_)
PUMICE_IN_PLACE(sinc_)
PUMICE_IN_PLACE(deg2rad_)
PUMICE_IN_PLACE(rad2deg_)
PUMICE_IN_PLACE(detach_)
#undef PUMICE_IN_PLACE
inline Tensor conj(const Tensor& self) { return self; }
/// self * 2^exponent
inline Tensor ldexp(const Tensor& self, const Tensor& exponent) { return self.ldexp(exponent); }
inline Tensor arctan2(const Tensor& self, const Tensor& other) { return atan2(self, other); }
inline Tensor clip(const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {}) {
  return clamp(self, min, max);
}
inline Tensor& clip_(Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {}) {
  return self.clamp_(min, max);
}
inline Tensor clip(const Tensor& self, const std::optional<Tensor>& min = {},
                   const std::optional<Tensor>& max = {}) {
  return clamp(self, min, max);
}
inline Tensor& clip_(Tensor& self, const std::optional<Tensor>& min = {},
                     const std::optional<Tensor>& max = {}) {
  return self.clamp_(min, max);
}
inline Tensor& xlogy_(Tensor& self, const Tensor& other) { return self.xlogy_(other); }
inline Tensor& xlogy_(Tensor& self, Scalar other) { return self.xlogy_(other); }
inline Tensor& clamp_(Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {}) {
  return self.clamp_(min, max);
}
inline Tensor& clamp_(Tensor& self, const std::optional<Tensor>& min = {},
                      const std::optional<Tensor>& max = {}) {
  return self.clamp_(min, max);
}
inline Tensor& clamp_min_(Tensor& self, const Tensor& min) { return self.clamp_min_(min); }
inline Tensor& clamp_max_(Tensor& self, const Tensor& max) { return self.clamp_max_(max); }
inline Tensor& clamp_min_(Tensor& self, Scalar min) { return self.clamp_min_(min); }
inline Tensor& clamp_max_(Tensor& self, Scalar max) { return self.clamp_max_(max); }
inline Tensor& zero_(Tensor& self) { return self.zero_(); }
inline Tensor& fill_(Tensor& self, Scalar value) { return self.fill_(value); }
inline Tensor& fill_(Tensor& self, const Tensor& value) { return self.fill_(value); }
#define PUMICE_ALIAS(name, of)                                                            \
  inline Tensor name(const Tensor& self, const Tensor& other) { return of(self, other); } \
  inline Tensor name(const Tensor& self, Scalar other) { return of(self, other); }
PUMICE_ALIAS(multiply, mul)
PUMICE_ALIAS(divide, div)
PUMICE_ALIAS(true_divide, div)
PUMICE_ALIAS(not_equal, ne)
PUMICE_ALIAS(less, lt)
PUMICE_ALIAS(less_equal, le)
PUMICE_ALIAS(greater, gt)
PUMICE_ALIAS(greater_equal, ge)
#undef PUMICE_ALIAS
inline Tensor divide(const Tensor& self, const Tensor& other,
                     std::optional<std::string_view> rounding_mode) {
  return div(self, other, rounding_mode);
}
inline Tensor divide(const Tensor& self, Scalar other,
                     std::optional<std::string_view> rounding_mode) {
  return div(self, other, rounding_mode);
}
inline Tensor subtract(const Tensor& self, const Tensor& other, Scalar alpha = 1) {
  return sub(self, other, alpha);
}
inline Tensor subtract(const Tensor& self, Scalar other, Scalar alpha = 1) {
  return sub(self, other, alpha);
}

inline Tensor operator-(const Tensor& a) { return neg(a); }
inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator+(const Tensor& a, Scalar b) { return add(a, b); }
inline Tensor operator+(Scalar a, const Tensor& b) { return add(b, a); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator-(const Tensor& a, Scalar b) { return sub(a, b); }
Tensor operator-(Scalar a, const Tensor& b);
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator*(const Tensor& a, Scalar b) { return mul(a, b); }
inline Tensor operator*(Scalar a, const Tensor& b) { return mul(b, a); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
inline Tensor operator/(const Tensor& a, Scalar b) { return div(a, b); }
Tensor operator/(Scalar a, const Tensor& b);
#define PUMICE_OPERATOR(op, name)                                                    \
  inline Tensor operator op(const Tensor& a, const Tensor& b) { return name(a, b); } \
  inline Tensor operator op(const Tensor& a, Scalar b) { return name(a, b); }
PUMICE_OPERATOR(<, lt)
PUMICE_OPERATOR(<=, le)
PUMICE_OPERATOR(>, gt)
PUMICE_OPERATOR(>=, ge)
PUMICE_OPERATOR(==, eq)
PUMICE_OPERATOR(!=, ne)
PUMICE_OPERATOR(%, remainder)
PUMICE_OPERATOR(&, bitwise_and)
PUMICE_OPERATOR(|, bitwise_or)
PUMICE_OPERATOR(^, bitwise_xor)
PUMICE_OPERATOR(<<, bitwise_left_shift)
PUMICE_OPERATOR(>>, bitwise_right_shift)
#undef PUMICE_OPERATOR
#define PUMICE_NUMBER_FIRST(op, expression) \
  inline Tensor operator op(Scalar a, const Tensor& b) { return expression; }
PUMICE_NUMBER_FIRST(<, gt(b, a))
PUMICE_NUMBER_FIRST(<=, ge(b, a))
PUMICE_NUMBER_FIRST(>, lt(b, a))
PUMICE_NUMBER_FIRST(>=, le(b, a))
PUMICE_NUMBER_FIRST(==, eq(b, a))
PUMICE_NUMBER_FIRST(!=, ne(b, a))
PUMICE_NUMBER_FIRST(%, b.new_full(b.sizes(), a).remainder_(b))  // in b's dtype, as in libtorch
PUMICE_NUMBER_FIRST(&, bitwise_and(b, a))
PUMICE_NUMBER_FIRST(|, bitwise_or(b, a))
PUMICE_NUMBER_FIRST(^, bitwise_xor(b, a))
#undef PUMICE_NUMBER_FIRST

}  // namespace pumice
