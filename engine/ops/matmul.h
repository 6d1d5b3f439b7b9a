// What the operators over matrix products share.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// a x b (+ bias along the columns), without history and unchecked: (b, m, k) x (b, k, n) or
/// (m, k) x (k, n); floating dtypes and integers, which have no bias.
Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias = {});

/// dtype and device errors of two factors.
void check_operands(const char* op, const Tensor& a, const Tensor& b);
/// shape error unless (m, k) and (k, n).
void check_inner(const char* op, const Tensor& a, const Tensor& b);
/// PyTorch's shape error unless t expands to shape.
void check_expands(const char* op, const Tensor& t, IntArrayRef shape);

}  // namespace pumice
