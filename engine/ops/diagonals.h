// Diagonals as views.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// The diagonal of two dims as a last dim, as a view: Tensor::diagonal under another operator's
/// name.
Tensor diagonal_view(const char* op, const Tensor& self, int64_t offset, int64_t dim1,
                     int64_t dim2);

}  // namespace pumice
