// Softmax and its logarithm.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Along dim, floating dtypes; dtype converts the input first.
Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {});
Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = {});

}  // namespace pumice
