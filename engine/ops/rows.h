// The rows of shaders/elementwise.def as C++ data: names, what their derivatives use, and the
// derivatives as functions of Tensors.
#pragma once

#include "pumice/tensor.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/unary.h"

namespace pumice {

using Unary = kernel::unary::OP;    ///< UNARY, UNARY_ALL, SCALAR and SCALAR_ALL rows
using Binary = kernel::binary::OP;  ///< BINARY, BINARY_ALL and BINARY_FORM rows
using Compare = kernel::compare::OP;

inline constexpr int kFloatingOnly = -1;

struct UnaryRow {
  const char* name;     ///< "leaky_relu"
  const char* node;     ///< "LeakyReluBackward0"
  int integer_op;       ///< its number in unary_int, or kFloatingOnly
  bool uses_x, uses_y;  ///< what the derivative names
  bool passes_grad;     ///< the derivative is g itself
  Tensor (*grad)(const Tensor& g, const Tensor& x, const Tensor& y, double s0, double s1);
};

struct BinaryRow {
  const char* name;
  const char* node;
  int integer_op;
  struct Side {
    bool uses_a, uses_b;
    Tensor (*grad)(const Tensor& g, const Tensor& a, const Tensor& b, double s0);
  } a, b;
};

const UnaryRow& row_of(Unary op);
const BinaryRow& row_of(Binary op);

}  // namespace pumice
