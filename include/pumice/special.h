// Special functions under the names of torch::special.
#pragma once

#include "pumice/functions.h"
#include "pumice/ops/out.h"

namespace pumice {

/// -x log(x), 0 at 0, -inf below.
Tensor special_entr(const Tensor& self);
/// The normal distribution function: the area below x, as exact in the lower tail.
Tensor special_ndtr(const Tensor& self);
/// Its logarithm, which is finite where ndtr(x) is too small for a number.
Tensor special_log_ndtr(const Tensor& self);
/// Its inverse: where the area below is p; infinite at 0 and 1, NaN outside.
Tensor special_ndtri(const Tensor& self);
/// exp(x^2) erfc(x).
Tensor special_erfcx(const Tensor& self);
/// Modified Bessel functions of the first kind: exp(-|x|) I0(x), I1(x) and exp(-|x|) I1(x).
Tensor special_i0e(const Tensor& self);
Tensor special_i1(const Tensor& self);
Tensor special_i1e(const Tensor& self);
inline Tensor special_i0(const Tensor& self) { return i0(self); }
/// self * log(1 + other), 0 where self is 0 and other no NaN.
Tensor special_xlog1py(const Tensor& self, const Tensor& other);
Tensor special_xlog1py(Scalar self, const Tensor& other);
Tensor special_xlog1py(const Tensor& self, Scalar other);
/// The logarithm of the gamma function of p by p matrices; value error for p < 1.
Tensor mvlgamma(const Tensor& self, int64_t p);
inline Tensor special_multigammaln(const Tensor& self, int64_t p) { return mvlgamma(self, p); }

namespace special {

// Each also as name_out(out, ...), which writes into a tensor that the caller brings.
#define PUMICE_SPECIAL(name, of)                                                         \
  inline Tensor name(const Tensor& self) { return pumice::of(self); }                    \
  inline Tensor& name##_out(Tensor& out, const Tensor& self) {                           \
    return pumice::detail::Out("special_" #name, out, self).take_cast(pumice::of(self)); \
  }
PUMICE_SPECIAL(entr, special_entr)
PUMICE_SPECIAL(ndtr, special_ndtr)
PUMICE_SPECIAL(log_ndtr, special_log_ndtr)
PUMICE_SPECIAL(ndtri, special_ndtri)
PUMICE_SPECIAL(erfcx, special_erfcx)
PUMICE_SPECIAL(i0, i0)
PUMICE_SPECIAL(i0e, special_i0e)
PUMICE_SPECIAL(i1, special_i1)
PUMICE_SPECIAL(i1e, special_i1e)
PUMICE_SPECIAL(gammaln, lgamma)
PUMICE_SPECIAL(psi, digamma)
PUMICE_SPECIAL(digamma, digamma)
PUMICE_SPECIAL(erf, erf)
PUMICE_SPECIAL(erfc, erfc)
PUMICE_SPECIAL(erfinv, erfinv)
PUMICE_SPECIAL(expit, sigmoid)
PUMICE_SPECIAL(exp2, exp2)
PUMICE_SPECIAL(expm1, expm1)
PUMICE_SPECIAL(log1p, log1p)
PUMICE_SPECIAL(sinc, sinc)
PUMICE_SPECIAL(round, round)
PUMICE_SPECIAL(logit, logit)
#undef PUMICE_SPECIAL
inline Tensor polygamma(int64_t n, const Tensor& self) { return pumice::polygamma(n, self); }
inline Tensor multigammaln(const Tensor& self, int64_t p) { return mvlgamma(self, p); }
inline Tensor logsumexp(const Tensor& self, IntArrayRef dims, bool keepdim) {
  return pumice::logsumexp(self, dims, keepdim);
}
inline Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return pumice::softmax(self, dim, dtype);
}
inline Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return pumice::log_softmax(self, dim, dtype);
}
#define PUMICE_SPECIAL(name, of)                                                                  \
  inline Tensor name(const Tensor& self, const Tensor& other) { return pumice::of(self, other); } \
  inline Tensor name(Scalar self, const Tensor& other) { return pumice::of(self, other); }        \
  inline Tensor name(const Tensor& self, Scalar other) { return pumice::of(self, other); }        \
  PUMICE_SPECIAL_OUT(name, of, const Tensor& self, const Tensor& other)                           \
  PUMICE_SPECIAL_OUT(name, of, Scalar self, const Tensor& other)                                  \
  PUMICE_SPECIAL_OUT(name, of, const Tensor& self, Scalar other)
#define PUMICE_SPECIAL_OUT(name, of, A, B)                         \
  inline Tensor& name##_out(Tensor& out, A, B) {                   \
    return pumice::detail::Out("special_" #name, out, self, other) \
        .take_cast(pumice::of(self, other));                       \
  }
PUMICE_SPECIAL(xlogy, xlogy)
PUMICE_SPECIAL(xlog1py, special_xlog1py)
#undef PUMICE_SPECIAL_OUT
#undef PUMICE_SPECIAL

}  // namespace special

}  // namespace pumice
