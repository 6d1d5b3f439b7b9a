// The derivative of p-norms, which norm, linalg_vector_norm and dist share.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// By x, over dims; g and norm have these as size 1, or none. Undefined for p = 0, which has none.
Tensor norm_grad(const Tensor& g, const Tensor& x, const Tensor& norm, double p, IntArrayRef dims);

}  // namespace pumice
