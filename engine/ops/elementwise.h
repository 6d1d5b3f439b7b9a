// The elementwise operators by row, as the public functions and methods call them.
#pragma once

#include "ops/rows.h"

namespace pumice {

/// Row `op` of self; integers become floating where the row is floating only.
Tensor unary(Unary op, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0);
/// The same in place, computed in `dtype` (Undefined: as unary would); dtype error where that
/// cannot be cast to self's.
void unary_(Unary op, const Tensor& self, Scalar s0 = 0, Scalar s1 = 0,
            ScalarType dtype = ScalarType::Undefined);

/// Row `op` of a and b, broadcast and promoted.
Tensor binary(Binary op, const Tensor& a, const Tensor& b, Scalar alpha = 1);
void binary_(Binary op, const Tensor& self, const Tensor& other, Scalar alpha = 1);

// A number as the right operand.
Tensor binary(Binary op, const Tensor& self, Scalar other, Scalar alpha = 1);
void binary_(Binary op, const Tensor& self, Scalar other, Scalar alpha = 1);

/// The dtype in which row `op` computes operands that promote to `promoted`: floating for those
/// rows that are.
ScalarType computed_type(Binary op, ScalarType promoted);
/// PyTorch's errors of add and sub on bools and of their alpha.
void check_operands(Binary op, ScalarType a, ScalarType b, ScalarType result, Scalar alpha);

/// Errors of in-place operators before anything is written: casts, memory written twice.
void check_writable(const char* name, const Tensor& self, ScalarType computed);

/// `tensor` as bool: nonzero.
Tensor as_bool(const Tensor& tensor);

/// The device that the operands share; zero-dim CPU tensors go with any.
Device common_device(const char* name,
                     std::initializer_list<std::reference_wrapper<const Tensor>> of);

}  // namespace pumice
