// Reading and writing by index tensors (int64).
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// out[i][j] = self[index[i][j]][j] for dim 0; index error out of range (CPU tensors, at the call).
Tensor gather(const Tensor& self, int64_t dim, const Tensor& index);
/// Rows of self along dim; index (n) or ().
Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index);
/// self with source's slices added at index along dim.
Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
/// self with src's elements added at index along dim.
Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src);
/// weight (V, D), indices (*) -> (*, D); no gradient for padding_idx; scale_grad_by_freq divides by
/// counts.
Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                 bool scale_grad_by_freq = false, bool sparse = false);

}  // namespace pumice
