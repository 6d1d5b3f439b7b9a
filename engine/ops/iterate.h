// What elementwise operators share: broadcasting, type promotion, and the fewest dims that walk all
// operands.
#pragma once

#include <span>

#include "base/dim_vector.h"
#include "pumice/tensor.h"

namespace pumice {

/// The shape that a and b broadcast to; PyTorch's shape error otherwise.
DimVector broadcast_shapes(IntArrayRef a, IntArrayRef b, const char* name);

/// torch.result_type: dims beat zero-dim tensors, which beat numbers, within a category.
ScalarType result_type(const Tensor& a, const Tensor& b);
ScalarType result_type(const Tensor& a, Scalar b);
/// The number as a tensor without dims, in the dtype that the two have in common, on other's
/// device.
Tensor number_beside(Scalar value, const Tensor& other);
/// torch.can_cast: whether an in-place operator may store `from` into a tensor of `to`.
bool can_cast(ScalarType from, ScalarType to);
/// The dtype in which elementwise kernels run: small integers and bool as int32.
ScalarType working_type(ScalarType dtype);

/// A walk over the elements of `shape` with one stride per operand and dim.
struct Iteration {
  int64_t count = 0;
  bool contiguous = false;  ///< every operand's elements lie one after the other
  DimVector sizes;          ///< innermost first, coalesced
  /// Per operand, as sizes; 0 where it broadcasts. Empty where contiguous: one dim, steps of 1.
  std::vector<DimVector> strides;
};

/// Operands broadcast to `shape`; dims of size 1 vanish, dims are ordered by the last operand's
/// strides (the result's) and merged where all operands allow.
Iteration iterate(IntArrayRef shape, std::span<const Tensor* const> operands);

/// A new tensor of `shape`, laid out as PyTorch lays out elementwise results of the operands, in
/// their order.
/// A number beside one operand counts as an operand without dims, so that shapes differ.
Tensor make_result(IntArrayRef shape, ScalarType dtype, std::span<const Tensor* const> operands,
                   bool beside_number = false);

/// Sums over the dims that broadcasting added to or stretched in `shape`.
Tensor sum_to(const Tensor& grad, IntArrayRef shape);

}  // namespace pumice
