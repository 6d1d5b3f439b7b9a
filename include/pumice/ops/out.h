// The forms that write into a tensor which the caller brings: add_out(out, a, b), and add_outf(a,
// b, alpha, out) with every argument.
#pragma once

#include <type_traits>

#include "pumice/autograd.h"
#include "pumice/functions.h"

namespace pumice {

namespace detail {

/// What an operator writes into: it gets the result's sizes, with a warning where it had others and
/// was not empty, and keeps its dtype. While it lives,
/// nothing is recorded for autograd. autograd error where out or an argument requires grad.
class Out {
 public:
  template <class... Args>
  Out(const char* op, Tensor& out, const Args&... args)
      : Out(op, out, (wants_grad(out) || ... || wants_grad(args)), GradMode::is_enabled()) {}
  /// dtype error where out is of a lower kind than the result.
  Tensor& take_cast(const Tensor& result) const;
  /// dtype error where out has another dtype.
  Tensor& take_same(const Tensor& result) const;
  /// The same in the words of those that have no other dtype than their operand's.
  Tensor& take_own(const Tensor& result) const;
  /// Any dtype.
  Tensor& take_any(const Tensor& result) const;
  /// What a factory has made, without a warning.
  Tensor& take_made(const Tensor& result) const;
  /// A vector, in whatever sizes out has where those hold as many elements.
  Tensor& take_counted(const Tensor& result) const;
  /// The same, with arange's warning.
  Tensor& take_arange(const Tensor& result) const;

 private:
  Out(const char* op, Tensor& out, bool wants_grad, bool recording);
  Tensor& take(const Tensor& result, bool resizing_warns) const;
  static bool wants_grad(const Tensor& t) { return t.defined() && t.requires_grad(); }
  static bool wants_grad(const std::optional<Tensor>& t) { return t && wants_grad(*t); }
  static bool wants_grad(TensorList list) {
    for (const Tensor& t : list)
      if (wants_grad(t)) return true;
    return false;
  }
  template <class T>
  static bool wants_grad(const T&) {
    return false;
  }

  const char* op_;
  Tensor& out_;
  NoGradGuard no_grad_;
};

inline TensorOptions as_out(const Tensor& out) {
  return TensorOptions(out.scalar_type()).device(out.device());
}

/// Stands for the tensor that a call must bring, behind parameters with defaults.
template <class T>
T& no_out() = delete;

}  // namespace detail

#define PUMICE_LIST(...) __VA_ARGS__
#define PUMICE_LAST_OUT(out) std::type_identity_t<T>& out = detail::no_out<T>()
/// name_out(out, parameters) = name(arguments), by one of Out's ways to take a result.
#define PUMICE_OUT(name, take, parameters, arguments)                           \
  inline Tensor& name##_out(Tensor& out, PUMICE_LIST parameters) {              \
    return detail::Out(#name, out, PUMICE_LIST arguments).take(name arguments); \
  }                                                                             \
  template <class T = Tensor>                                                   \
  Tensor& name##_outf(PUMICE_LIST parameters, PUMICE_LAST_OUT(out)) {           \
    return name##_out(out, PUMICE_LIST arguments);                              \
  }

#define PUMICE_UNARY_OUT(name) PUMICE_OUT(name, take_cast, (const Tensor& self), (self))
PUMICE_UNARY_OUT(square)
PUMICE_UNARY_OUT(exp)
PUMICE_UNARY_OUT(exp2)
PUMICE_UNARY_OUT(expm1)
PUMICE_UNARY_OUT(log)
PUMICE_UNARY_OUT(log2)
PUMICE_UNARY_OUT(log10)
PUMICE_UNARY_OUT(log1p)
PUMICE_UNARY_OUT(sqrt)
PUMICE_UNARY_OUT(rsqrt)
PUMICE_UNARY_OUT(reciprocal)
PUMICE_UNARY_OUT(sin)
PUMICE_UNARY_OUT(cos)
PUMICE_UNARY_OUT(tan)
PUMICE_UNARY_OUT(asin)
PUMICE_UNARY_OUT(acos)
PUMICE_UNARY_OUT(atan)
PUMICE_UNARY_OUT(sinh)
PUMICE_UNARY_OUT(cosh)
PUMICE_UNARY_OUT(tanh)
PUMICE_UNARY_OUT(asinh)
PUMICE_UNARY_OUT(acosh)
PUMICE_UNARY_OUT(atanh)
PUMICE_UNARY_OUT(sigmoid)
PUMICE_UNARY_OUT(erf)
PUMICE_UNARY_OUT(erfc)
PUMICE_UNARY_OUT(erfinv)
PUMICE_UNARY_OUT(lgamma)
PUMICE_UNARY_OUT(digamma)
PUMICE_UNARY_OUT(i0)
PUMICE_UNARY_OUT(sinc)
PUMICE_UNARY_OUT(deg2rad)
PUMICE_UNARY_OUT(rad2deg)
PUMICE_UNARY_OUT(arcsin)
PUMICE_UNARY_OUT(arccos)
PUMICE_UNARY_OUT(arctan)
PUMICE_UNARY_OUT(arcsinh)
PUMICE_UNARY_OUT(arccosh)
PUMICE_UNARY_OUT(arctanh)
PUMICE_UNARY_OUT(logical_not)
#undef PUMICE_UNARY_OUT
#define PUMICE_OWN_OUT(name) PUMICE_OUT(name, take_own, (const Tensor& self), (self))
PUMICE_OWN_OUT(neg)
PUMICE_OWN_OUT(abs)
PUMICE_OWN_OUT(floor)
PUMICE_OWN_OUT(ceil)
PUMICE_OWN_OUT(round)
PUMICE_OWN_OUT(trunc)
PUMICE_OWN_OUT(sign)
PUMICE_OWN_OUT(frac)
PUMICE_OWN_OUT(silu)
PUMICE_OWN_OUT(bitwise_not)
PUMICE_OWN_OUT(sgn)
PUMICE_OWN_OUT(negative)
PUMICE_OWN_OUT(absolute)
PUMICE_OWN_OUT(fix)
#undef PUMICE_OWN_OUT
#define PUMICE_SAME_OUT(name) PUMICE_OUT(name, take_same, (const Tensor& self), (self))
PUMICE_SAME_OUT(relu)
PUMICE_SAME_OUT(signbit)
PUMICE_SAME_OUT(isposinf)
PUMICE_SAME_OUT(isneginf)
#undef PUMICE_SAME_OUT
PUMICE_OUT(round, take_own, (const Tensor& self, int64_t decimals), (self, decimals))
PUMICE_OUT(polygamma, take_cast, (int64_t n, const Tensor& self), (n, self))
PUMICE_OUT(logit, take_cast, (const Tensor& self, std::optional<double> eps = {}), (self, eps))
PUMICE_OUT(nan_to_num, take_own,
           (const Tensor& self, std::optional<double> nan = {}, std::optional<double> posinf = {},
            std::optional<double> neginf = {}),
           (self, nan, posinf, neginf))

#define PUMICE_BINARY_OUT(name) \
  PUMICE_OUT(name, take_cast, (const Tensor& self, const Tensor& other), (self, other))
#define PUMICE_NUMBER_OUT(name) \
  PUMICE_BINARY_OUT(name)       \
  PUMICE_OUT(name, take_cast, (const Tensor& self, Scalar other), (self, other))
PUMICE_BINARY_OUT(mul)
PUMICE_BINARY_OUT(div)
PUMICE_BINARY_OUT(multiply)
PUMICE_BINARY_OUT(divide)
PUMICE_BINARY_OUT(true_divide)
PUMICE_BINARY_OUT(floor_divide)
PUMICE_BINARY_OUT(logaddexp2)
PUMICE_BINARY_OUT(nextafter)
PUMICE_BINARY_OUT(gcd)
PUMICE_BINARY_OUT(lcm)
PUMICE_BINARY_OUT(ldexp)
PUMICE_BINARY_OUT(arctan2)
PUMICE_BINARY_OUT(maximum)
PUMICE_BINARY_OUT(minimum)
PUMICE_BINARY_OUT(fmax)
PUMICE_BINARY_OUT(fmin)
PUMICE_BINARY_OUT(max)
PUMICE_BINARY_OUT(min)
PUMICE_BINARY_OUT(atan2)
PUMICE_BINARY_OUT(hypot)
PUMICE_BINARY_OUT(logaddexp)
PUMICE_BINARY_OUT(logical_and)
PUMICE_BINARY_OUT(logical_or)
PUMICE_BINARY_OUT(logical_xor)
PUMICE_NUMBER_OUT(pow)
PUMICE_NUMBER_OUT(fmod)
PUMICE_NUMBER_OUT(remainder)
PUMICE_NUMBER_OUT(xlogy)
PUMICE_NUMBER_OUT(copysign)
PUMICE_NUMBER_OUT(bitwise_and)
PUMICE_NUMBER_OUT(bitwise_or)
PUMICE_NUMBER_OUT(bitwise_xor)
PUMICE_NUMBER_OUT(bitwise_left_shift)
PUMICE_NUMBER_OUT(bitwise_right_shift)
PUMICE_NUMBER_OUT(not_equal)
PUMICE_NUMBER_OUT(less)
PUMICE_NUMBER_OUT(less_equal)
PUMICE_NUMBER_OUT(greater)
PUMICE_NUMBER_OUT(greater_equal)
PUMICE_NUMBER_OUT(eq)
PUMICE_NUMBER_OUT(ne)
PUMICE_NUMBER_OUT(lt)
PUMICE_NUMBER_OUT(le)
PUMICE_NUMBER_OUT(gt)
PUMICE_NUMBER_OUT(ge)
#undef PUMICE_NUMBER_OUT
#undef PUMICE_BINARY_OUT
#define PUMICE_STRICT_OUT(name, Other) \
  PUMICE_OUT(name, take_same, (const Tensor& self, Other other), (self, other))
PUMICE_STRICT_OUT(mul, Scalar)
PUMICE_STRICT_OUT(div, Scalar)
PUMICE_STRICT_OUT(float_power, const Tensor&)
PUMICE_STRICT_OUT(float_power, Scalar)
PUMICE_STRICT_OUT(heaviside, const Tensor&)
#undef PUMICE_STRICT_OUT
#define PUMICE_NUMBER_FIRST_OUT(name, take) \
  PUMICE_OUT(name, take, (Scalar self, const Tensor& other), (self, other))
PUMICE_NUMBER_FIRST_OUT(pow, take_cast)
PUMICE_NUMBER_FIRST_OUT(xlogy, take_cast)
PUMICE_NUMBER_FIRST_OUT(float_power, take_same)
PUMICE_NUMBER_FIRST_OUT(remainder, take_same)
PUMICE_NUMBER_FIRST_OUT(bitwise_and, take_same)
PUMICE_NUMBER_FIRST_OUT(bitwise_or, take_same)
PUMICE_NUMBER_FIRST_OUT(bitwise_xor, take_same)
PUMICE_NUMBER_FIRST_OUT(bitwise_left_shift, take_same)
PUMICE_NUMBER_FIRST_OUT(bitwise_right_shift, take_same)
#undef PUMICE_NUMBER_FIRST_OUT
#define PUMICE_SCALED_OUT(name, take, Other) \
  PUMICE_OUT(name, take, (const Tensor& self, Other other, Scalar alpha = 1), (self, other, alpha))
PUMICE_SCALED_OUT(add, take_cast, const Tensor&)
PUMICE_SCALED_OUT(add, take_same, Scalar)
PUMICE_SCALED_OUT(sub, take_cast, const Tensor&)
PUMICE_SCALED_OUT(sub, take_same, Scalar)
PUMICE_SCALED_OUT(subtract, take_cast, const Tensor&)
#undef PUMICE_SCALED_OUT
#define PUMICE_DIVIDE_OUT(name, take, Other)                                                   \
  PUMICE_OUT(name, take,                                                                       \
             (const Tensor& self, Other other, std::optional<std::string_view> rounding_mode), \
             (self, other, rounding_mode))
PUMICE_DIVIDE_OUT(div, take_cast, const Tensor&)
PUMICE_DIVIDE_OUT(div, take_same, Scalar)
PUMICE_DIVIDE_OUT(divide, take_cast, const Tensor&)
#undef PUMICE_DIVIDE_OUT
#define PUMICE_CLAMP_OUT(name)                                                                \
  PUMICE_OUT(name, take_own,                                                                  \
             (const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {}), \
             (self, min, max))                                                                \
  PUMICE_OUT(name, take_cast,                                                                 \
             (const Tensor& self, const std::optional<Tensor>& min = {},                      \
              const std::optional<Tensor>& max = {}),                                         \
             (self, min, max))
PUMICE_CLAMP_OUT(clamp)
PUMICE_CLAMP_OUT(clip)
#undef PUMICE_CLAMP_OUT
PUMICE_OUT(clamp_min, take_own, (const Tensor& self, Scalar min), (self, min))
PUMICE_OUT(clamp_max, take_own, (const Tensor& self, Scalar max), (self, max))
PUMICE_OUT(clamp_min, take_cast, (const Tensor& self, const Tensor& min), (self, min))
PUMICE_OUT(clamp_max, take_cast, (const Tensor& self, const Tensor& max), (self, max))
PUMICE_OUT(leaky_relu, take_own, (const Tensor& self, Scalar negative_slope = 0.01),
           (self, negative_slope))
PUMICE_OUT(gelu, take_own, (const Tensor& self, std::string_view approximate = "none"),
           (self, approximate))
PUMICE_OUT(lerp, take_cast, (const Tensor& self, const Tensor& end, Scalar weight),
           (self, end, weight))
PUMICE_OUT(lerp, take_own, (const Tensor& self, const Tensor& end, const Tensor& weight),
           (self, end, weight))
PUMICE_OUT(addcmul, take_cast,
           (const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1),
           (self, tensor1, tensor2, value))
PUMICE_OUT(addcdiv, take_cast,
           (const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1),
           (self, tensor1, tensor2, value))
PUMICE_OUT(where, take_same, (const Tensor& condition, const Tensor& self, const Tensor& other),
           (condition, self, other))

// Reductions and scans.
#define PUMICE_TOTAL_OUT(name, take) \
  PUMICE_OUT(name, take, (const Tensor& self, std::optional<ScalarType> dtype = {}), (self, dtype))
#define PUMICE_SUM_OUT(name, take)                                               \
  PUMICE_OUT(name, take,                                                         \
             (const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false, \
              std::optional<ScalarType> dtype = {}),                             \
             (self, dim, keepdim, dtype))
PUMICE_TOTAL_OUT(sum, take_same)
PUMICE_TOTAL_OUT(mean, take_cast)
PUMICE_TOTAL_OUT(prod, take_same)
PUMICE_SUM_OUT(sum, take_any)
PUMICE_SUM_OUT(mean, take_cast)
PUMICE_SUM_OUT(nansum, take_cast)
PUMICE_SUM_OUT(nanmean, take_cast)
PUMICE_TOTAL_OUT(nansum, take_cast)
PUMICE_TOTAL_OUT(nanmean, take_cast)
#undef PUMICE_SUM_OUT
#undef PUMICE_TOTAL_OUT
PUMICE_OUT(prod, take_any,
           (const Tensor& self, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {}),
           (self, dim, keepdim, dtype))
#define PUMICE_DIMS_OUT(name, take)                                                        \
  PUMICE_OUT(name, take, (const Tensor& self, IntArrayRef dim = {}, bool keepdim = false), \
             (self, dim, keepdim))
PUMICE_DIMS_OUT(amax, take_same)
PUMICE_DIMS_OUT(amin, take_same)
PUMICE_DIMS_OUT(logsumexp, take_cast)
#undef PUMICE_DIMS_OUT
#define PUMICE_SPREAD_OUT(name)                                                                  \
  PUMICE_OUT(name, take_cast,                                                                    \
             (const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim = false), \
             (self, dim, unbiased, keepdim))                                                     \
  PUMICE_OUT(name, take_cast,                                                                    \
             (const Tensor& self, OptionalIntArrayRef dim = {},                                  \
              std::optional<Scalar> correction = {}, bool keepdim = false),                      \
             (self, dim, correction, keepdim))
PUMICE_SPREAD_OUT(var)
PUMICE_SPREAD_OUT(std)
#undef PUMICE_SPREAD_OUT
PUMICE_OUT(norm, take_same, (const Tensor& self, Scalar p = 2), (self, p))
PUMICE_OUT(norm, take_same, (const Tensor& self, std::optional<Scalar> p, ScalarType dtype),
           (self, p, dtype))
PUMICE_OUT(norm, take_same,
           (const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim = false),
           (self, p, dim, keepdim))
PUMICE_OUT(norm, take_same,
           (const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim,
            ScalarType dtype),
           (self, p, dim, keepdim, dtype))
PUMICE_OUT(max, take_same, (const Tensor& self), (self))
PUMICE_OUT(min, take_same, (const Tensor& self), (self))
PUMICE_OUT(median, take_same, (const Tensor& self), (self))
PUMICE_OUT(nanmedian, take_same, (const Tensor& self), (self))
PUMICE_OUT(logcumsumexp, take_same, (const Tensor& self, int64_t dim), (self, dim))
#define PUMICE_PLACE_OUT(name)                                                            \
  PUMICE_OUT(name, take_same,                                                             \
             (const Tensor& self, std::optional<int64_t> dim = {}, bool keepdim = false), \
             (self, dim, keepdim))
PUMICE_PLACE_OUT(argmax)
PUMICE_PLACE_OUT(argmin)
#undef PUMICE_PLACE_OUT
#define PUMICE_ALONG_OUT(name, take)                                                              \
  PUMICE_OUT(name, take, (const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {}), \
             (self, dim, dtype))
PUMICE_ALONG_OUT(cumsum, take_any)
PUMICE_ALONG_OUT(cumprod, take_any)
PUMICE_ALONG_OUT(softmax, take_same)
PUMICE_ALONG_OUT(log_softmax, take_same)
#undef PUMICE_ALONG_OUT

// Products.
#define PUMICE_PRODUCT_OUT(name, take, a, b) \
  PUMICE_OUT(name, take, (const Tensor& a, const Tensor& b), (a, b))
PUMICE_PRODUCT_OUT(matmul, take_same, self, other)
PUMICE_PRODUCT_OUT(mm, take_same, self, mat2)
PUMICE_PRODUCT_OUT(bmm, take_same, self, mat2)
PUMICE_PRODUCT_OUT(mv, take_same, self, vec)
PUMICE_PRODUCT_OUT(dot, take_same, self, tensor)
PUMICE_PRODUCT_OUT(outer, take_cast, self, vec2)
PUMICE_PRODUCT_OUT(ger, take_cast, self, vec2)
PUMICE_PRODUCT_OUT(inner, take_same, self, other)
PUMICE_PRODUCT_OUT(vdot, take_same, self, other)
PUMICE_PRODUCT_OUT(kron, take_cast, self, other)
#undef PUMICE_PRODUCT_OUT
#define PUMICE_ADD_PRODUCT_OUT(name, take, a, b)                                                 \
  PUMICE_OUT(                                                                                    \
      name, take,                                                                                \
      (const Tensor& self, const Tensor& a, const Tensor& b, Scalar beta = 1, Scalar alpha = 1), \
      (self, a, b, beta, alpha))
PUMICE_ADD_PRODUCT_OUT(addmm, take_same, mat1, mat2)
PUMICE_ADD_PRODUCT_OUT(addmv, take_same, mat, vec)
PUMICE_ADD_PRODUCT_OUT(baddbmm, take_same, batch1, batch2)
PUMICE_ADD_PRODUCT_OUT(addbmm, take_same, batch1, batch2)
PUMICE_ADD_PRODUCT_OUT(addr, take_cast, vec1, vec2)
#undef PUMICE_ADD_PRODUCT_OUT
PUMICE_OUT(inverse, take_same, (const Tensor& self), (self))
PUMICE_OUT(cholesky, take_cast, (const Tensor& self, bool upper = false), (self, upper))
PUMICE_OUT(matrix_power, take_same, (const Tensor& self, int64_t n), (self, n))
PUMICE_OUT(linalg_det, take_same, (const Tensor& self), (self))
PUMICE_OUT(linalg_inv, take_same, (const Tensor& self), (self))
PUMICE_OUT(linalg_cholesky, take_same, (const Tensor& self, bool upper = false), (self, upper))
PUMICE_OUT(linalg_solve, take_same, (const Tensor& self, const Tensor& other, bool left = true),
           (self, other, left))
PUMICE_OUT(linalg_norm, take_same,
           (const Tensor& self, const std::optional<Scalar>& ord = {}, OptionalIntArrayRef dim = {},
            bool keepdim = false, std::optional<ScalarType> dtype = {}),
           (self, ord, dim, keepdim, dtype))
PUMICE_OUT(linalg_norm, take_same,
           (const Tensor& self, std::string_view ord, OptionalIntArrayRef dim = {},
            bool keepdim = false, std::optional<ScalarType> dtype = {}),
           (self, ord, dim, keepdim, dtype))
PUMICE_OUT(linalg_norm, take_same,
           (const Tensor& self, const char* ord, OptionalIntArrayRef dim = {}, bool keepdim = false,
            std::optional<ScalarType> dtype = {}),
           (self, ord, dim, keepdim, dtype))
PUMICE_OUT(linalg_vector_norm, take_same,
           (const Tensor& self, Scalar ord = 2, OptionalIntArrayRef dim = {}, bool keepdim = false,
            std::optional<ScalarType> dtype = {}),
           (self, ord, dim, keepdim, dtype))
PUMICE_OUT(linear, take_same,
           (const Tensor& self, const Tensor& weight, const std::optional<Tensor>& bias = {}),
           (self, weight, bias))

// Joining, choosing, rearranging.
PUMICE_OUT(cat, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(stack, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(concat, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(concatenate, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(hstack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(vstack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(row_stack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(dstack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(column_stack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(gather, take_same,
           (const Tensor& self, int64_t dim, const Tensor& index, bool sparse_grad = false),
           (self, dim, index, sparse_grad))
#define PUMICE_SCATTER_OUT(name, Source)                                            \
  PUMICE_OUT(name, take_same,                                                       \
             (const Tensor& self, int64_t dim, const Tensor& index, Source source), \
             (self, dim, index, source))
PUMICE_SCATTER_OUT(scatter, const Tensor&)
PUMICE_SCATTER_OUT(scatter, Scalar)
PUMICE_SCATTER_OUT(scatter_add, const Tensor&)
PUMICE_SCATTER_OUT(index_copy, const Tensor&)
#undef PUMICE_SCATTER_OUT
#define PUMICE_JOIN_OUT(Source)                                                    \
  PUMICE_OUT(scatter, take_same,                                                   \
             (const Tensor& self, int64_t dim, const Tensor& index, Source source, \
              std::string_view reduce),                                            \
             (self, dim, index, source, reduce))
PUMICE_JOIN_OUT(const Tensor&)
PUMICE_JOIN_OUT(Scalar)
#undef PUMICE_JOIN_OUT
PUMICE_OUT(index_add, take_same,
           (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
            Scalar alpha = 1),
           (self, dim, index, source, alpha))
PUMICE_OUT(scatter_reduce, take_same,
           (const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
            std::string_view reduce, bool include_self = true),
           (self, dim, index, src, reduce, include_self))
PUMICE_OUT(take_along_dim, take_same,
           (const Tensor& self, const Tensor& indices, std::optional<int64_t> dim = {}),
           (self, indices, dim))
PUMICE_OUT(diag, take_same, (const Tensor& self, int64_t diagonal = 0), (self, diagonal))
PUMICE_OUT(cross, take_same,
           (const Tensor& self, const Tensor& other, std::optional<int64_t> dim = {}),
           (self, other, dim))
PUMICE_OUT(mse_loss, take_cast,
           (const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean),
           (self, target, reduction))
PUMICE_OUT(index_select, take_same, (const Tensor& self, int64_t dim, const Tensor& index),
           (self, dim, index))
PUMICE_OUT(masked_select, take_same, (const Tensor& self, const Tensor& mask), (self, mask))
PUMICE_OUT(take, take_same, (const Tensor& self, const Tensor& index), (self, index))
PUMICE_OUT(nonzero, take_same, (const Tensor& self), (self))
PUMICE_OUT(tril, take_same, (const Tensor& self, int64_t diagonal = 0), (self, diagonal))
PUMICE_OUT(triu, take_same, (const Tensor& self, int64_t diagonal = 0), (self, diagonal))

// Two results: out and the tensor beside it.
#define PUMICE_PAIR_OUT(name, parameters, arguments)                                     \
  inline std::tuple<Tensor&, Tensor&> name##_out(Tensor& out, Tensor& indices,           \
                                                 PUMICE_LIST parameters) {               \
    const detail::Out first(#name, out, PUMICE_LIST arguments), second(#name, indices);  \
    const auto [values, places] = name arguments;                                        \
    return {first.take_same(values), second.take_same(places)};                          \
  }                                                                                      \
  template <class T = Tensor>                                                            \
  std::tuple<Tensor&, Tensor&> name##_outf(PUMICE_LIST parameters, PUMICE_LAST_OUT(out), \
                                           PUMICE_LAST_OUT(indices)) {                   \
    return name##_out(out, indices, PUMICE_LIST arguments);                              \
  }
PUMICE_PAIR_OUT(max, (const Tensor& self, int64_t dim, bool keepdim = false), (self, dim, keepdim))
PUMICE_PAIR_OUT(min, (const Tensor& self, int64_t dim, bool keepdim = false), (self, dim, keepdim))
PUMICE_PAIR_OUT(sort, (const Tensor& self, int64_t dim = -1, bool descending = false),
                (self, dim, descending))
PUMICE_PAIR_OUT(topk,
                (const Tensor& self, int64_t k, int64_t dim = -1, bool largest = true,
                 bool sorted = true),
                (self, k, dim, largest, sorted))
PUMICE_PAIR_OUT(sort,
                (const Tensor& self, std::optional<bool> stable, int64_t dim = -1,
                 bool descending = false),
                (self, stable, dim, descending))
PUMICE_PAIR_OUT(kthvalue, (const Tensor& self, int64_t k, int64_t dim = -1, bool keepdim = false),
                (self, k, dim, keepdim))
PUMICE_PAIR_OUT(mode, (const Tensor& self, int64_t dim = -1, bool keepdim = false),
                (self, dim, keepdim))
#define PUMICE_ALONG_OUT(name)                                                   \
  PUMICE_PAIR_OUT(name, (const Tensor& self, int64_t dim, bool keepdim = false), \
                  (self, dim, keepdim))
PUMICE_ALONG_OUT(median)
PUMICE_ALONG_OUT(nanmedian)
#undef PUMICE_ALONG_OUT
PUMICE_PAIR_OUT(cummax, (const Tensor& self, int64_t dim), (self, dim))
PUMICE_PAIR_OUT(cummin, (const Tensor& self, int64_t dim), (self, dim))
PUMICE_PAIR_OUT(aminmax,
                (const Tensor& self, std::optional<int64_t> dim = {}, bool keepdim = false),
                (self, dim, keepdim))
#undef PUMICE_PAIR_OUT
#undef PUMICE_OUT

#include "pumice/ops/out_factories.h"
#undef PUMICE_LAST_OUT
#undef PUMICE_LIST

}  // namespace pumice
