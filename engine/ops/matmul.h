// What the operators over matrix products share.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// a x b (+ bias along the columns), without history and unchecked: (b, m, k) x (b, k, n) or
/// (m, k) x (k, n); floating dtypes and integers, which have no bias.
Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias = {});

/// dtype and device errors of two factors.
void check_operands(const char* op, const Tensor& a, const Tensor& b);
/// The error of addmm, and of linear with a bias, where the three dtypes differ.
void check_addmm_dtypes(const char* op, const Tensor& self, const Tensor& a, const Tensor& b);
/// The error that a matrix does not take the vector, or the result's size is not the sum's.
void check_vector(const char* op, int64_t out, const Tensor& mat, const Tensor& vec);
/// shape error unless (m, k) and (k, n).
void check_inner(const char* op, const Tensor& a, const Tensor& b);
/// PyTorch's shape error unless t expands to shape.
void check_expands(const char* op, const Tensor& t, IntArrayRef shape);

/// Whether a matrix lies column by column; its gradient is then made so, as PyTorch does.
bool in_columns(const Tensor& t);

}  // namespace pumice
