// Moving and adding slices by an index, below autograd.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// self's slices along dim at a contiguous int64 index, as a tensor of `sizes`; indices are
/// clamped.
Tensor pick_slices(const Tensor& self, int64_t dim, const Tensor& index, IntArrayRef sizes);
/// Adds source's slices at index along dim onto y, contiguous and of compute dtype. Indices
/// outside, or equal to `skip`, add nothing. Always in the same order.
void add_slices(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& source,
                int64_t skip = -1);

}  // namespace pumice
