// Reductions. dim: dims to reduce, negative ones count from the end; empty: all.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

using TensorPair = std::tuple<Tensor, Tensor>;

/// Integers and bool sum to int64 (torch.sum).
Tensor sum(const Tensor& self, std::optional<ScalarType> dtype = {});
Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
           std::optional<ScalarType> dtype = {});
/// Floating dtypes (torch.mean).
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype = {});
Tensor mean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {});
/// Sum and mean of what is no NaN; dtypes as with sum and mean.
Tensor nansum(const Tensor& self, std::optional<ScalarType> dtype = {});
Tensor nansum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
              std::optional<ScalarType> dtype = {});
Tensor nanmean(const Tensor& self, std::optional<ScalarType> dtype = {});
Tensor nanmean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,
               std::optional<ScalarType> dtype = {});
/// Products; integers and bool in int64. The gradient is exact where elements are 0 (torch.prod).
Tensor prod(const Tensor& self, std::optional<ScalarType> dtype = {});
Tensor prod(const Tensor& self, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {});
/// Variance about the mean or its root, of pairs beside the mean, divided by the count less 1
/// (unbiased, or no correction named) or less `correction`; floating dtypes (torch.var).
#define PUMICE_SPREAD(name, Result)                                                              \
  Result name(const Tensor& self, bool unbiased);                                                \
  Result name(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim = false); \
  Result name(const Tensor& self, OptionalIntArrayRef dim = {},                                  \
              std::optional<Scalar> correction = {}, bool keepdim = false);                      \
  /** Over one dim; name(x, 0) would take 0 for false otherwise. */                              \
  Result name(const Tensor& self, int dim);
PUMICE_SPREAD(var, Tensor)
PUMICE_SPREAD(std, Tensor)
PUMICE_SPREAD(var_mean, TensorPair)
PUMICE_SPREAD(std_mean, TensorPair)
#undef PUMICE_SPREAD
/// (sum of |x|^p)^(1/p); p infinite: the largest or smallest |x|; 0: how many are not 0. Floating
/// dtypes; p is 2 where it is absent (torch.norm).
Tensor norm(const Tensor& self, Scalar p = 2);
Tensor norm(const Tensor& self, std::optional<Scalar> p, ScalarType dtype);
Tensor norm(const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim = false);
Tensor norm(const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim,
            ScalarType dtype);
/// log of the sum of exponentials, without overflow; integers become floating (torch.logsumexp).
Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim = false);
/// Maximum of all elements; NaN wins. The gradient is shared evenly among ties (torch.max).
Tensor max(const Tensor& self);
Tensor min(const Tensor& self);
/// The larger or smaller of two, as maximum and minimum.
inline Tensor max(const Tensor& self, const Tensor& other) { return self.maximum(other); }
inline Tensor min(const Tensor& self, const Tensor& other) { return self.minimum(other); }
/// (values, int64 indices) along dim; the first of equal values; the gradient goes to it.
std::tuple<Tensor, Tensor> max(const Tensor& self, int64_t dim, bool keepdim = false);
std::tuple<Tensor, Tensor> min(const Tensor& self, int64_t dim, bool keepdim = false);
/// Gradient shared evenly among ties (torch.amax).
Tensor amax(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
Tensor amin(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
/// (minimum, maximum) of all or along a dim, as amin and amax.
std::tuple<Tensor, Tensor> aminmax(const Tensor& self, std::optional<int64_t> dim = {},
                                   bool keepdim = false);
/// int64 index of the first maximum; of the flattened tensor without dim.
Tensor argmax(const Tensor& self, std::optional<int64_t> dim = {}, bool keepdim = false);
Tensor argmin(const Tensor& self, std::optional<int64_t> dim = {}, bool keepdim = false);
/// The lower median; NaN wins. The gradient is shared evenly among ties (torch.median).
Tensor median(const Tensor& self);
/// The same of what is not NaN (torch.nanmedian).
Tensor nanmedian(const Tensor& self);
/// (values, int64 indices) along dim; the gradient goes to the element found.
std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim = false);
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim = false);
/// (value, int64 index of its last place) of the most frequent element along dim, the smallest of
/// several (torch.mode).
std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim = -1, bool keepdim = false);
/// The element that stands q of the way from the smallest to the largest along dim, of the
/// flattened tensor without one; NaN wins, in nanquantile it does not count. Between two elements
/// interpolation "linear", "lower", "higher", "midpoint" or "nearest". float32 and float64; several
/// quantiles (n) become the first dim. (torch.quantile)
Tensor quantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim = {},
                bool keepdim = false, std::string_view interpolation = "linear");
Tensor quantile(const Tensor& self, double q, std::optional<int64_t> dim = {}, bool keepdim = false,
                std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim = {},
                   bool keepdim = false, std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& self, double q, std::optional<int64_t> dim = {},
                   bool keepdim = false, std::string_view interpolation = "linear");
/// Covariances of the rows of (variables, observations), or the variance of (observations). Weights
/// (observations) say how often each occurred (integers), or how much it counts (floating).
Tensor cov(const Tensor& self, int64_t correction = 1, const std::optional<Tensor>& fweights = {},
           const std::optional<Tensor>& aweights = {});
/// Their correlations, in [-1, 1].
Tensor corrcoef(const Tensor& self);
/// The integral of y along dim by the trapezoidal rule, over points x or with a distance of dx.
Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor trapezoid(const Tensor& y, Scalar dx = 1, int64_t dim = -1);
inline Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim = -1) {
  return trapezoid(y, x, dim);
}
inline Tensor trapz(const Tensor& y, double dx = 1, int64_t dim = -1) {
  return trapezoid(y, Scalar(dx), dim);
}
/// bool, of uint8 tensors uint8.
Tensor any(const Tensor& self);
Tensor any(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor any(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false);
Tensor all(const Tensor& self);
Tensor all(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor all(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false);
/// How many elements are not 0, int64.
Tensor count_nonzero(const Tensor& self, OptionalIntArrayRef dim = {});

}  // namespace pumice
