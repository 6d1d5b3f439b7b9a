// Rounding, signs, and functions of one operand that take arguments or have another form for
// integers.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

bool is_whole(const Tensor& self) { return is_integral(self.scalar_type(), true); }

}  // namespace

// Integers are whole already.
#define PUMICE_ROUNDING(name)                                            \
  Tensor name(const Tensor& self) {                                      \
    check_dtype(#name, impl_of(self, #name).dtype);                      \
    return is_whole(self) ? self.clone() : unary(MoreUnary::name, self); \
  }                                                                      \
  Tensor Tensor::name() const { return pumice::name(*this); }            \
  Tensor& Tensor::name##_() const {                                      \
    check_dtype(#name, impl_of(*this, #name).dtype);                     \
    if (is_whole(*this)) return touch(#name, *this);                     \
    unary_(MoreUnary::name, *this);                                      \
    return const_cast<Tensor&>(*this);                                   \
  }
PUMICE_ROUNDING(floor)
PUMICE_ROUNDING(ceil)
PUMICE_ROUNDING(round)
PUMICE_ROUNDING(trunc)

Tensor frac(const Tensor& self) { return unary(MoreUnary::frac, self); }
Tensor Tensor::frac() const { return pumice::frac(*this); }
Tensor& Tensor::frac_() const {
  if (!is_floating_point()) return assign("frac", *this, pumice::frac(*this));
  unary_(MoreUnary::frac, *this);
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::positive() const {
  check(impl_of(*this, "positive").dtype != kBool, ErrorKind::dtype,
        "positive: The `+` operator, on a bool tensor is not supported.");
  return *this;
}

namespace {
/// -1, which clamp would take for 255 in uint8.
int least_sign(ScalarType dtype) { return dtype == kByte ? 0 : -1; }
}  // namespace

Tensor sign(const Tensor& self) {
  const ScalarType dtype = impl_of(self, "sign").dtype;
  if (is_floating_point(dtype)) return unary(MoreUnary::sign, self);
  return dtype == kBool ? self.clone() : clamp(self, least_sign(dtype), 1);
}
Tensor Tensor::sign() const { return pumice::sign(*this); }
Tensor& Tensor::sign_() const {
  if (!is_whole(*this))
    unary_(MoreUnary::sign, *this);
  else if (scalar_type() == kBool)
    return touch("sign", *this);
  else
    clamp_(least_sign(scalar_type()), 1);
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::sgn() const { return rename_node(sign(), "SgnBackward0"); }
Tensor& Tensor::sgn_() const { return rename_write(sign_(), "SgnBackward0"); }

Tensor logit(const Tensor& self, std::optional<double> eps) {
  const Tensor x = is_whole(self) ? self.to(default_dtype()) : self;
  return unary(MoreUnary::logit, eps ? clamp(x, *eps, 1 - *eps) : x);
}
Tensor Tensor::logit(std::optional<double> eps) const { return pumice::logit(*this, eps); }
Tensor& Tensor::logit_(std::optional<double> eps) const {
  return write_once("logit", *this, [&](const Tensor& x) {
    if (eps && !is_whole(x)) x.clamp_(*eps, 1 - *eps);
    unary_(MoreUnary::logit, x);
  });
}

namespace {

struct Replacements {
  double nan, high, low;
};
// By default infinities become the ends of the dtype's range.
Replacements replacements(ScalarType dtype, std::optional<double> nan, std::optional<double> posinf,
                          std::optional<double> neginf) {
  const double end = largest_of(dtype);
  return {nan.value_or(0), posinf.value_or(end), neginf.value_or(-end)};
}

}  // namespace

Tensor nan_to_num(const Tensor& self, std::optional<double> nan, std::optional<double> posinf,
                  std::optional<double> neginf) {
  impl_of(self, "nan_to_num");
  if (is_whole(self)) return self.clone();
  const Replacements by = replacements(self.scalar_type(), nan, posinf, neginf);
  // What replaces NaN is not replaced again, unless an infinity becomes NaN.
  if (std::isinf(by.nan))
    return unary(MoreUnary::replace_nan, unary(MoreUnary::replace_inf, self, by.high, by.low),
                 by.nan);
  return unary(MoreUnary::replace_inf, unary(MoreUnary::replace_nan, self, by.nan), by.high,
               by.low);
}
Tensor Tensor::nan_to_num(std::optional<double> nan, std::optional<double> posinf,
                          std::optional<double> neginf) const {
  return pumice::nan_to_num(*this, nan, posinf, neginf);
}
Tensor& Tensor::nan_to_num_(std::optional<double> nan, std::optional<double> posinf,
                            std::optional<double> neginf) const {
  if (is_whole(*this)) return touch("nan_to_num", *this);
  const Replacements by = replacements(scalar_type(), nan, posinf, neginf);
  const bool last = std::isinf(by.nan);
  return write_once("nan_to_num", *this, [&](const Tensor& x) {
    if (!last) unary_(MoreUnary::replace_nan, x, by.nan);
    unary_(MoreUnary::replace_inf, x, by.high, by.low);
    if (last) unary_(MoreUnary::replace_nan, x, by.nan);
  });
}

Tensor isnan(const Tensor& self) { return ne(self, self); }
Tensor isinf(const Tensor& self) {
  NoGradGuard guard;
  impl_of(self, "isinf");
  return is_whole(self) ? zeros_like(self, kBool) : eq(abs(self), HUGE_VAL);
}
Tensor isfinite(const Tensor& self) {
  NoGradGuard guard;
  impl_of(self, "isfinite");
  return is_whole(self) ? ones_like(self, kBool) : lt(abs(self), HUGE_VAL);
}
Tensor Tensor::isnan() const { return pumice::isnan(*this); }
Tensor Tensor::isinf() const { return pumice::isinf(*this); }
Tensor Tensor::isfinite() const { return pumice::isfinite(*this); }

Tensor polygamma(int64_t n, const Tensor& self) {
  check(n >= 0, ErrorKind::value, "polygamma: polygamma(n, x) does not support negative n.");
  if (n == 0) return rename_node(digamma(self), "PolygammaBackward0");
  if (n == 1) return unary(MoreUnary::trigamma, self);
  const double factorial = std::tgamma(static_cast<double>(n) + 1);
  return unary(MoreUnary::polygamma, self, n, n % 2 ? factorial : -factorial);
}

}  // namespace pumice
