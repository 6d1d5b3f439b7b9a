// Copies and fills between tensors of one device, below autograd.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// dst[...] = src broadcast to dst's sizes, cast to dst's dtype; any strides. One device. src's
/// sizes broadcast to dst's (checked by callers), and the two do not overlap unless they are the
/// same view.
void copy_into(const Tensor& dst, const Tensor& src);
/// dst[...] = value cast to dst's dtype; any strides.
void fill_into(const Tensor& dst, Scalar value);
/// dst (1-dim, contiguous) = start, start + step, ...
void range_into(const Tensor& dst, Scalar start, Scalar step);

}  // namespace pumice
