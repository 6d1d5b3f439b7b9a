// Copies and fills between tensors of one device, below autograd.
#pragma once

#include "base/dim_vector.h"
#include "pumice/tensor.h"

namespace pumice {

/// dst[...] = src broadcast to dst's sizes, cast to dst's dtype; any strides. One device. src's
/// sizes broadcast to dst's (checked by callers), and the two do not overlap unless they are the
/// same view.
void copy_into(const Tensor& dst, const Tensor& src);
/// dst[...] = value cast to dst's dtype; any strides.
void fill_into(const Tensor& dst, Scalar value);
/// `fresh`, a dense result that nobody else holds, in dense strides: itself where its elements lie
/// so already.
Tensor laid_out(Tensor fresh, IntArrayRef strides);
/// The same in the format, or with the strides that a copy of `like`, of its sizes, has.
Tensor laid_out(Tensor fresh, MemoryFormat format);
Tensor laid_out_like(Tensor fresh, const Tensor& like);
/// The same memory as int32: each element of eight bytes as its two words, along a last dim.
Tensor words_of(const Tensor& t);
/// The elements of an expanded tensor, each once; undefined where none stands in several places.
Tensor without_repeats(const Tensor& self);
/// The warning of PyTorch's before it writes to such: op, and the indexing that it stands for.
void warn_of_repeats(const char* op, const Tensor& self, const char* indexing);
/// dst (1-dim, contiguous) = start, start + step, ...
void range_into(const Tensor& dst, Scalar start, Scalar step);

}  // namespace pumice
