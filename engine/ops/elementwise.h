// The elementwise operators by row, as the public functions and methods call them.
#pragma once

#include "autograd/record.h"
#include "base/dim_vector.h"
#include "ops/rows.h"

namespace pumice {

/// The row of self; integers become floating where the row is floating only.
Tensor unary(const UnaryRow& row, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0);
/// The same in place, computed in `dtype` (Undefined: as unary would); dtype error where that
/// cannot be cast to self's.
void unary_(const UnaryRow& row, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0,
            ScalarType dtype = ScalarType::Undefined);
/// A row's number in its kernel in place of the row.
template <class Op>
requires std::is_enum_v<Op> Tensor unary(Op op, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0) {
  return unary(row_of(op), self, s0, s1);
}
template <class Op>
requires std::is_enum_v<Op>
void unary_(Op op, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0,
            ScalarType dtype = ScalarType::Undefined) {
  unary_(row_of(op), self, s0, s1, dtype);
}

/// The row of a and b, broadcast and promoted.
Tensor binary(const BinaryRow& row, const Tensor& a, const Tensor& b, Scalar alpha = 1);
void binary_(const BinaryRow& row, const Tensor& self, const Tensor& other, Scalar alpha = 1);
// A number as an operand.
Tensor binary(const BinaryRow& row, const Tensor& self, Scalar other, Scalar alpha = 1);
Tensor binary(const BinaryRow& row, Scalar self, const Tensor& other);
void binary_(const BinaryRow& row, const Tensor& self, Scalar other, Scalar alpha = 1);
template <class Op, class B>
requires std::is_enum_v<Op> Tensor binary(Op op, const Tensor& a, const B& b, Scalar alpha = 1) {
  return binary(row_of(op), a, b, alpha);
}
template <class Op, class B>
requires std::is_enum_v<Op>
void binary_(Op op, const Tensor& self, const B& other, Scalar alpha = 1) {
  binary_(row_of(op), self, other, alpha);
}

/// The dtype in which the row computes operands that promote to `promoted`: floating for those rows
/// that are.
ScalarType computed_type(const BinaryRow& row, ScalarType promoted);
/// dtype error in PyTorch's words where the row does not take what operands promote to. PyTorch
/// finds that after shapes and what can be written.
void check_computed(const BinaryRow& row, ScalarType promoted);
/// PyTorch's errors of sub on bools, which come first, and of add's and sub's alpha.
void check_operands(const BinaryRow& row, ScalarType a, ScalarType b);
void check_alpha(const BinaryRow& row, ScalarType result, Scalar alpha);

/// The error that self's sizes are not those that an in-place operator gives.
void check_result_shape(const char* name, const Tensor& self, IntArrayRef shape);
/// Whether `self OP= other`, computed in that dtype, can be written to self; gives their shape.
DimVector check_written(const char* name, const Tensor& self, const Tensor& other,
                        ScalarType computed);
/// Makes `value`, which has no history, self's content: the in-place form of operators without a
/// derivative. Without a node self keeps its history, as if nothing had been written.
Tensor& assign(const char* name, const Tensor& self, const Tensor& value,
               const char* node = nullptr);

/// What an operator of self may save for backward when its result is then written to self.
Tensor before_write(const Tensor& self);
/// An in-place form that leaves self as it is: a write all the same.
Tensor& touch(const char* name, const Tensor& self);
/// An in-place form made of others, `steps(tensor)`: one write, where no history counts them.
template <class Steps>
Tensor& write_once(const char* name, const Tensor& self, Steps&& steps) {
  if (needs_grad({self})) {
    steps(self);
    return const_cast<Tensor&>(self);
  }
  steps(self.data());
  return touch(name, self);
}

/// PyTorch's error where a dense operand lies partly in the memory of self, which is to be written.
void check_no_partial_overlap(const char* name, const Tensor& self, const Tensor& operand);

/// Errors of in-place operators before anything is written: casts, memory written twice.
void check_writable(const char* name, const Tensor& self, ScalarType computed);

/// `tensor` as bool: nonzero.
Tensor as_bool(const Tensor& tensor);

/// The device that the operands share; zero-dim CPU tensors go with any.
Device common_device(const char* name,
                     std::initializer_list<std::reference_wrapper<const Tensor>> of);

}  // namespace pumice
