// Scans along a dim, forwards or backwards, as the gradients of scans need them.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Running sums of float32, float64 or int64; differentiable.
Tensor running_sum(const Tensor& x, int64_t dim, bool reversed);
/// y[c] = b[c] + x[c] y[c - 1] along dim, or, reversed, y[c] = b[c] + x[c + 1] y[c + 1];
/// differentiable. float32 or float64.
Tensor linear_recurrence(const Tensor& b, const Tensor& x, int64_t dim, bool reversed);
/// t moved by one along dim: what stood before the first element is `first`.
Tensor shifted(const Tensor& t, int64_t dim, Scalar first);

}  // namespace pumice
