// Matrix products.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// (m, k) x (k, n) -> (m, n).
Tensor mm(const Tensor& self, const Tensor& mat2);
/// (b, m, k) x (b, k, n) -> (b, m, n).
Tensor bmm(const Tensor& self, const Tensor& mat2);
/// beta * self + alpha * (mat1 x mat2); self broadcasts to (m, n).
Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, Scalar beta = 1,
             Scalar alpha = 1);
/// Every rank, batch dims broadcast (torch.matmul).
Tensor matmul(const Tensor& self, const Tensor& other);
/// x W^T + b: (*, in), (out, in), (out) -> (*, out). bias may be undefined.
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});

}  // namespace pumice
