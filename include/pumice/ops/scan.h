// Scans: what has come together of a dim's elements up to each one. (*) -> (*).
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Running sums; integers and bool in int64 unless a dtype is named (torch.cumsum).
Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {});
/// Running products; dtypes as cumsum's. The gradient is exact where elements are 0.
Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {});
/// (running maxima, int64 places of the last elements equal to them); NaN wins.
std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim);
std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim);
/// Logarithms of running sums of exponentials; floating dtypes.
Tensor logcumsumexp(const Tensor& self, int64_t dim);

/// Running integrals by the trapezoidal rule: one element fewer along dim (see trapezoid).
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor cumulative_trapezoid(const Tensor& y, Scalar dx = 1, int64_t dim = -1);

}  // namespace pumice
