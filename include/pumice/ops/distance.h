// Distances between vectors.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// The p-norm distance of every row of x1 to every row of x2: (*, P, M), (*, R, M) -> (*, P, R);
/// batch dims broadcast; float32 and float64. compute_mode names a way in which PyTorch computes p
/// = 2, and is ignored. Away from p = 2 the gradient holds (*, P, R, M) numbers.
Tensor cdist(const Tensor& x1, const Tensor& x2, double p = 2,
             std::optional<int64_t> compute_mode = {});
/// The distances of each row of (N, M) to the later ones -> (N (N - 1) / 2).
Tensor pdist(const Tensor& self, double p = 2);

}  // namespace pumice
