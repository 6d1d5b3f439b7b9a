// The forms that write into a tensor which the caller brings: add_out(out, a, b).
#pragma once

#include "pumice/autograd.h"
#include "pumice/functions.h"

namespace pumice {

namespace detail {

/// What an operator writes into: it gets the result's sizes, and keeps its dtype. While it lives,
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
  /// Any dtype.
  Tensor& take_any(const Tensor& result) const;

 private:
  Out(const char* op, Tensor& out, bool wants_grad, bool recording);
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

}  // namespace detail

#define PUMICE_LIST(...) __VA_ARGS__
/// name_out(out, parameters) = name(arguments), by one of Out's ways to take a result.
#define PUMICE_OUT(name, take, parameters, arguments)                           \
  inline Tensor& name##_out(Tensor& out, PUMICE_LIST parameters) {              \
    return detail::Out(#name, out, PUMICE_LIST arguments).take(name arguments); \
  }

#define PUMICE_UNARY_OUT(name) PUMICE_OUT(name, take_cast, (const Tensor& self), (self))
PUMICE_UNARY_OUT(neg)
PUMICE_UNARY_OUT(abs)
PUMICE_UNARY_OUT(square)
PUMICE_UNARY_OUT(floor)
PUMICE_UNARY_OUT(ceil)
PUMICE_UNARY_OUT(round)
PUMICE_UNARY_OUT(trunc)
PUMICE_UNARY_OUT(sign)
PUMICE_UNARY_OUT(frac)
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
PUMICE_UNARY_OUT(silu)
PUMICE_UNARY_OUT(logical_not)
PUMICE_UNARY_OUT(bitwise_not)
#undef PUMICE_UNARY_OUT

#define PUMICE_BINARY_OUT(name) \
  PUMICE_OUT(name, take_cast, (const Tensor& self, const Tensor& other), (self, other))
#define PUMICE_NUMBER_OUT(name) \
  PUMICE_BINARY_OUT(name)       \
  PUMICE_OUT(name, take_cast, (const Tensor& self, Scalar other), (self, other))
PUMICE_BINARY_OUT(mul)
PUMICE_BINARY_OUT(div)
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
PUMICE_NUMBER_OUT(eq)
PUMICE_NUMBER_OUT(ne)
PUMICE_NUMBER_OUT(lt)
PUMICE_NUMBER_OUT(le)
PUMICE_NUMBER_OUT(gt)
PUMICE_NUMBER_OUT(ge)
#undef PUMICE_NUMBER_OUT
#undef PUMICE_BINARY_OUT
PUMICE_OUT(pow, take_cast, (Scalar self, const Tensor& exponent), (self, exponent))
PUMICE_OUT(add, take_cast, (const Tensor& self, const Tensor& other, Scalar alpha = 1),
           (self, other, alpha))
PUMICE_OUT(sub, take_cast, (const Tensor& self, const Tensor& other, Scalar alpha = 1),
           (self, other, alpha))
PUMICE_OUT(div, take_cast,
           (const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode),
           (self, other, rounding_mode))
PUMICE_OUT(clamp, take_cast,
           (const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max = {}),
           (self, min, max))
PUMICE_OUT(clamp, take_cast,
           (const Tensor& self, const std::optional<Tensor>& min,
            const std::optional<Tensor>& max = {}),
           (self, min, max))
PUMICE_OUT(clamp_min, take_cast, (const Tensor& self, Scalar min), (self, min))
PUMICE_OUT(clamp_max, take_cast, (const Tensor& self, Scalar max), (self, max))
PUMICE_OUT(leaky_relu, take_cast, (const Tensor& self, Scalar negative_slope = 0.01),
           (self, negative_slope))
PUMICE_OUT(gelu, take_cast, (const Tensor& self, std::string_view approximate = "none"),
           (self, approximate))
PUMICE_OUT(lerp, take_cast, (const Tensor& self, const Tensor& end, Scalar weight),
           (self, end, weight))
PUMICE_OUT(lerp, take_cast, (const Tensor& self, const Tensor& end, const Tensor& weight),
           (self, end, weight))
PUMICE_OUT(addcmul, take_cast,
           (const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1),
           (self, tensor1, tensor2, value))
PUMICE_OUT(addcdiv, take_cast,
           (const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1),
           (self, tensor1, tensor2, value))
PUMICE_OUT(where, take_cast, (const Tensor& condition, const Tensor& self, const Tensor& other),
           (condition, self, other))

// Reductions and scans.
PUMICE_OUT(sum, take_any, (const Tensor& self), (self))
PUMICE_OUT(mean, take_cast, (const Tensor& self), (self))
PUMICE_OUT(prod, take_any, (const Tensor& self), (self))
PUMICE_OUT(sum, take_any,
           (const Tensor& self, IntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {}),
           (self, dim, keepdim, dtype))
PUMICE_OUT(mean, take_cast,
           (const Tensor& self, IntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {}),
           (self, dim, keepdim, dtype))
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
#define PUMICE_SPREAD_OUT(name)                                                                 \
  PUMICE_OUT(name, take_cast,                                                                   \
             (const Tensor& self, IntArrayRef dim, bool unbiased = true, bool keepdim = false), \
             (self, dim, unbiased, keepdim))
PUMICE_SPREAD_OUT(var)
PUMICE_SPREAD_OUT(std)
#undef PUMICE_SPREAD_OUT
PUMICE_OUT(norm, take_cast,
           (const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim = false),
           (self, p, dim, keepdim))
#define PUMICE_PLACE_OUT(name)                                                            \
  PUMICE_OUT(name, take_same,                                                             \
             (const Tensor& self, std::optional<int64_t> dim = {}, bool keepdim = false), \
             (self, dim, keepdim))
PUMICE_PLACE_OUT(argmax)
PUMICE_PLACE_OUT(argmin)
#undef PUMICE_PLACE_OUT
#define PUMICE_ALONG_OUT(name)                                                        \
  PUMICE_OUT(name, take_any,                                                          \
             (const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {}), \
             (self, dim, dtype))
PUMICE_ALONG_OUT(cumsum)
PUMICE_ALONG_OUT(cumprod)
PUMICE_ALONG_OUT(softmax)
PUMICE_ALONG_OUT(log_softmax)
#undef PUMICE_ALONG_OUT

// Products.
#define PUMICE_PRODUCT_OUT(name, a, b) \
  PUMICE_OUT(name, take_same, (const Tensor& a, const Tensor& b), (a, b))
PUMICE_PRODUCT_OUT(matmul, self, other)
PUMICE_PRODUCT_OUT(mm, self, mat2)
PUMICE_PRODUCT_OUT(bmm, self, mat2)
PUMICE_PRODUCT_OUT(mv, self, vec)
PUMICE_PRODUCT_OUT(dot, self, tensor)
PUMICE_PRODUCT_OUT(outer, self, vec2)
#undef PUMICE_PRODUCT_OUT
#define PUMICE_ADD_PRODUCT_OUT(name, a, b)                                                       \
  PUMICE_OUT(                                                                                    \
      name, take_same,                                                                           \
      (const Tensor& self, const Tensor& a, const Tensor& b, Scalar beta = 1, Scalar alpha = 1), \
      (self, a, b, beta, alpha))
PUMICE_ADD_PRODUCT_OUT(addmm, mat1, mat2)
PUMICE_ADD_PRODUCT_OUT(addmv, mat, vec)
PUMICE_ADD_PRODUCT_OUT(baddbmm, batch1, batch2)
PUMICE_ADD_PRODUCT_OUT(addbmm, batch1, batch2)
#undef PUMICE_ADD_PRODUCT_OUT
PUMICE_OUT(inverse, take_same, (const Tensor& self), (self))

// Joining, choosing, rearranging.
PUMICE_OUT(cat, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(stack, take_cast, (TensorList tensors, int64_t dim = 0), (tensors, dim))
PUMICE_OUT(hstack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(vstack, take_cast, (TensorList tensors), (tensors))
PUMICE_OUT(gather, take_same, (const Tensor& self, int64_t dim, const Tensor& index),
           (self, dim, index))
PUMICE_OUT(index_select, take_same, (const Tensor& self, int64_t dim, const Tensor& index),
           (self, dim, index))
PUMICE_OUT(masked_select, take_same, (const Tensor& self, const Tensor& mask), (self, mask))
PUMICE_OUT(take, take_same, (const Tensor& self, const Tensor& index), (self, index))
PUMICE_OUT(nonzero, take_same, (const Tensor& self), (self))
PUMICE_OUT(tril, take_same, (const Tensor& self, int64_t diagonal = 0), (self, diagonal))
PUMICE_OUT(triu, take_same, (const Tensor& self, int64_t diagonal = 0), (self, diagonal))

// Two results: out and the tensor beside it.
#define PUMICE_PAIR_OUT(name, parameters, arguments)                                    \
  inline std::tuple<Tensor&, Tensor&> name##_out(Tensor& out, Tensor& indices,          \
                                                 PUMICE_LIST parameters) {              \
    const detail::Out first(#name, out, PUMICE_LIST arguments), second(#name, indices); \
    const auto [values, places] = name arguments;                                       \
    return {first.take_same(values), second.take_same(places)};                         \
  }
PUMICE_PAIR_OUT(max, (const Tensor& self, int64_t dim, bool keepdim = false), (self, dim, keepdim))
PUMICE_PAIR_OUT(min, (const Tensor& self, int64_t dim, bool keepdim = false), (self, dim, keepdim))
PUMICE_PAIR_OUT(sort, (const Tensor& self, int64_t dim = -1, bool descending = false),
                (self, dim, descending))
PUMICE_PAIR_OUT(topk,
                (const Tensor& self, int64_t k, int64_t dim = -1, bool largest = true,
                 bool sorted = true),
                (self, k, dim, largest, sorted))
#undef PUMICE_PAIR_OUT
#undef PUMICE_OUT

// Factories: out's dtype and device.
#define PUMICE_FACTORY_OUT(name, parameters, ...)                                    \
  inline Tensor& name##_out(Tensor& out, PUMICE_LIST parameters) {                   \
    return detail::Out(#name, out).take_any(name(__VA_ARGS__, detail::as_out(out))); \
  }
PUMICE_FACTORY_OUT(empty, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(zeros, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(ones, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(full, (IntArrayRef size, Scalar fill_value), size, fill_value)
PUMICE_FACTORY_OUT(eye, (int64_t n), n)
PUMICE_FACTORY_OUT(eye, (int64_t n, int64_t m), n, m)
PUMICE_FACTORY_OUT(arange, (Scalar end), end)
PUMICE_FACTORY_OUT(arange, (Scalar start, Scalar end, Scalar step = 1), start, end, step)
PUMICE_FACTORY_OUT(linspace, (Scalar start, Scalar end, int64_t steps), start, end, steps)
PUMICE_FACTORY_OUT(rand, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(randn, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(randint, (int64_t high, IntArrayRef size), high, size)
PUMICE_FACTORY_OUT(randint, (int64_t low, int64_t high, IntArrayRef size), low, high, size)
PUMICE_FACTORY_OUT(randperm, (int64_t n), n)
#undef PUMICE_FACTORY_OUT
#undef PUMICE_LIST

}  // namespace pumice
