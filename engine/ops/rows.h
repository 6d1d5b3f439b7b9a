// The rows of shaders/elementwise.def as C++ data: names, what their derivatives use, and the
// derivatives as functions of Tensors.
#pragma once

#include "pumice/tensor.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/binary_more.h"
#include "shaders/kernels/binary_more_int.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/unary.h"
#include "shaders/kernels/unary_more.h"

namespace pumice {

using Unary = kernel::unary::OP;    ///< UNARY, UNARY_ALL, SCALAR and SCALAR_ALL rows
using Binary = kernel::binary::OP;  ///< BINARY, BINARY_ALL and BINARY_FORM rows
using Compare = kernel::compare::OP;
using MoreUnary = kernel::unary_more::OP;         ///< MORE and MORE_SCALAR rows
using MoreBinary = kernel::binary_more::OP;       ///< MORE_BINARY rows
using MoreInteger = kernel::binary_more_int::OP;  ///< MORE_INTEGER rows

inline constexpr int kFloatingOnly = -1, kIntegerOnly = -1;

struct UnaryRow {
  const char* name;   ///< "leaky_relu"
  const char* shown;  ///< what messages call it: the operator that the row is part of
  const char* node;   ///< "LeakyReluBackward0"
  uint16_t op;        ///< its number in the kernel `unary` or `unary_more`
  bool more;
  int integer_op;       ///< its number in unary_int, or kFloatingOnly
  bool uses_x, uses_y;  ///< what the derivative names
  bool passes_grad;     ///< the derivative is g itself
  Tensor (*grad)(const Tensor& g, const Tensor& x, const Tensor& y, double s0, double s1);
};

struct BinaryRow {
  const char* name;
  const char* shown;
  const char* node;
  bool more;       ///< run by binary_more and binary_more_int
  int op;          ///< its number in binary or binary_more, or kIntegerOnly
  int integer_op;  ///< its number in binary_int or binary_more_int, or kFloatingOnly
  struct Side {
    bool uses_a, uses_b, uses_y;
    Tensor (*grad)(const Tensor& g, const Tensor& a, const Tensor& b, const Tensor& y, double s0);
  } a, b;
};

const UnaryRow& row_of(Unary op);
const BinaryRow& row_of(Binary op);
const UnaryRow& row_of(MoreUnary op);
const BinaryRow& row_of(MoreBinary op);
const BinaryRow& row_of(MoreInteger op);

}  // namespace pumice
