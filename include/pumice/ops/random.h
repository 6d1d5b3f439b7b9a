// Random factories, in-place fills and dropout; Philox streams seeded by manual_seed.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

Tensor rand(IntArrayRef size, const TensorOptions& options = {});   ///< uniform on [0, 1)
Tensor randn(IntArrayRef size, const TensorOptions& options = {});  ///< standard normal
Tensor randint(int64_t low, int64_t high, IntArrayRef size, const TensorOptions& options = kLong);
Tensor randint(int64_t high, IntArrayRef size, const TensorOptions& options = kLong);
/// A random permutation of 0..n-1, int64 unless options say otherwise.
Tensor randperm(int64_t n, const TensorOptions& options = kLong);
Tensor bernoulli(const Tensor& p);
/// Zeroes with probability p and scales the rest by 1 / (1 - p) in training; identity else.
/// The mask is drawn again from the saved stream position in backward, never stored. Srivastava
/// 2014.
Tensor dropout(const Tensor& input, double p, bool train);

}  // namespace pumice
