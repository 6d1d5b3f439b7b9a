// How a reduction walks its input: kept and reduced dims with their strides, as few as possible.
#pragma once

#include "base/dim_vector.h"
#include "pumice/tensor.h"

namespace pumice {

enum class Reduce { sum, max, min, prod };

/// The dims of a reduction, checked: `reduced[d]` for each of the tensor's dims.
struct ReduceDims {
  std::vector<bool> reduced;
  int64_t count = 1;  ///< elements per output
  int64_t outputs = 1;
  DimVector kept_sizes;  ///< the result's shape with size 1 for reduced dims
  DimVector sizes;       ///< the result's shape without keepdim
};
/// dim empty: all; index error out of range, value error for a repeated one.
ReduceDims reduce_dims(const Tensor& x, IntArrayRef dim, const char* name);

/// Reduces x over `dims`, divided by `divisor`; not differentiable. Halves are reduced to float32,
/// bool to bool or (sum, prod) int64; int32 and smaller sum to int64; max and min of small integers
/// give int32. The result has shape dims.sizes. dims.count > 0.
Tensor reduce(Reduce op, const Tensor& x, const ReduceDims& dims, Scalar divisor = 1);

/// A result of shape dims.sizes with the reduced dims kept as 1, if keepdim.
Tensor shaped(const Tensor& y, const ReduceDims& dims, bool keepdim);
/// The gradient of a result over the input's shape, as a view.
Tensor spread(const Tensor& g, const ReduceDims& dims, IntArrayRef sizes);

}  // namespace pumice
