// What the operators along one dim share: a shape seen as (outer, n, inner), index checks, bits.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// (outer, n, inner) about dim: sizes before it, its size, sizes after it; (1, 1, 1) for a scalar.
struct Slices {
  int64_t outer = 1, n = 1, inner = 1;
  uint32_t count() const { return static_cast<uint32_t>(outer * inner); }
};
Slices slices_of(const Tensor& tensor, int64_t dim);

/// Whether a softmax-like kernel should take one lane per slice instead of one group. On the CPU a
/// row of a vector or more goes faster alone.
inline bool lane_per_slice(const Slices& s, Device device) {
  return s.inner > 1 || s.n < (device.is_cpu() ? 16 : 33);
}

/// dtype error unless floating.
void check_floating(const char* op, const Tensor& tensor);
/// dtype error unless int64.
void check_index_dtype(const char* op, const Tensor& index);

/// PyTorch's shape rules of gather (source null) and scatter_add.
void check_gather_shapes(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                         const Tensor* source);
/// t cut down to sizes in every dim but `except`.
Tensor narrow_to(const Tensor& t, IntArrayRef sizes, int64_t except);
/// The dtype in which sums of dtype are kept: what the kernels compute in.
ScalarType accumulate_dtype(ScalarType dtype);

/// A contiguous tensor's bits as int32, int16 or uint8, for kernels that only move elements;
/// `words` per element (2 for 8-byte elements).
struct Bits {
  Tensor tensor;
  uint32_t words = 1;
};
Bits bits_of(const Tensor& tensor);

}  // namespace pumice
