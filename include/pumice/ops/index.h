// Reading and writing by index tensors and masks.
// An index out of range is an index error at the call where it can be read there: on the CPU,
// outside captures. On devices, reads take the nearest element and writes leave it out.
// What an element becomes that several writes name is not defined, unless they are joined (added,
// multiplied, ...), which happens always in the same order.
#pragma once

#include "pumice/indexing.h"
#include "pumice/tensor.h"

namespace pumice {

/// out[i][j] = self[index[i][j]][j] for dim 0. index int64, no larger than self but along dim.
/// Sparse gradients are refused.
Tensor gather(const Tensor& self, int64_t dim, const Tensor& index, bool sparse_grad = false);
/// gather after broadcasting all dims but dim; without dim, of the flattened tensors.
Tensor take_along_dim(const Tensor& self, const Tensor& indices, std::optional<int64_t> dim = {});
/// Slices of self along dim; index (n) or (), int64 or int32.
Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index);
/// self with alpha times source's slices added at index along dim.
Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                 Scalar alpha = 1);
/// self's slices at index along dim joined with source's: "prod", "mean", "amax" or "amin"; without
/// include_self, those that index names start afresh.
Tensor index_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce, bool include_self = true);
/// self with source's slices written at index along dim.
Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
/// self with its slices at index along dim filled; value a number or a tensor of shape ().
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, Scalar value);
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value);

/// self with src's elements, or a number, written at index along dim: self[index[i][j]][j] =
/// src[i][j] for dim 0. reduce "add" or "multiply" joins them to what is there.
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src);
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, Scalar value);
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
               std::string_view reduce);
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, Scalar value,
               std::string_view reduce);
/// self with src's elements added at index along dim.
Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src);
/// self's elements joined with src's at index along dim: "sum", "prod", "mean", "amax" or "amin";
/// without include_self, those that index names start afresh.
Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self = true);

/// Elements by their place in self flattened; negative ones from the end. Result as index.
Tensor take(const Tensor& self, const Tensor& index);
/// self with source's elements written, or added, at such places.
Tensor put(const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate = false);

/// self where the mask (bool, broadcast) does not hold; value is a tensor of shape ().
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value);
/// The elements where the mask holds, (n); waits for their number: unsupported error in a capture.
Tensor masked_select(const Tensor& self, const Tensor& mask);
/// self with the elements where the mask holds taken from source in turn.
Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source);
/// Indices of the elements that are not zero, int64 (n, rank), row-major. Waits as masked_select.
Tensor nonzero(const Tensor& self);
Tensor argwhere(const Tensor& self);
/// The same as one index tensor per dim.
std::vector<Tensor> nonzero_numpy(const Tensor& self);
std::vector<Tensor> where(const Tensor& condition);

/// self[indices[0], indices[1], ...]: index tensors (int64, int32) that broadcast together, masks
/// (bool, uint8; wait as nonzero), or nothing for a whole dim. Negative indices count from the end.
Tensor index(const Tensor& self, ArrayRef<std::optional<Tensor>> indices);
/// self with values, broadcast to index(self, indices), written or added there.
Tensor index_put(const Tensor& self, ArrayRef<std::optional<Tensor>> indices, const Tensor& values,
                 bool accumulate = false);
Tensor& index_put_(const Tensor& self, ArrayRef<std::optional<Tensor>> indices,
                   const Tensor& values, bool accumulate = false);

/// weight (V, D), indices (*) -> (*, D); no gradient for padding_idx; scale_grad_by_freq divides by
/// counts.
Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                 bool scale_grad_by_freq = false, bool sparse = false);

}  // namespace pumice
