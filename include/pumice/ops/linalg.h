// Matrix products.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// (m, k) x (k, n) -> (m, n); floating dtypes and integers, as all products.
Tensor mm(const Tensor& self, const Tensor& mat2);
/// (b, m, k) x (b, k, n) -> (b, m, n).
Tensor bmm(const Tensor& self, const Tensor& mat2);
/// (m, k) x (k) -> (m).
Tensor mv(const Tensor& self, const Tensor& vec);
/// (k) x (k) -> ().
Tensor dot(const Tensor& self, const Tensor& tensor);
inline Tensor vdot(const Tensor& self, const Tensor& other) { return dot(self, other); }
/// (m), (n) -> (m, n); dtypes promote.
Tensor outer(const Tensor& self, const Tensor& vec2);
inline Tensor ger(const Tensor& self, const Tensor& vec2) { return outer(self, vec2); }
/// Over the last dims: (*, k), (+, k) -> (*, +); a product by a scalar where one is 0-dim.
Tensor inner(const Tensor& self, const Tensor& other);
/// Every rank, batch dims broadcast (torch.matmul).
Tensor matmul(const Tensor& self, const Tensor& other);

// beta * self + alpha * product; self broadcasts to the product's shape and is not read where beta
// is 0. In place (addmm_) self has that shape.
/// The product (m, k) x (k, n).
Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, Scalar beta = 1,
             Scalar alpha = 1);
/// The product (m, k) x (k).
Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, Scalar beta = 1,
             Scalar alpha = 1);
/// The products (b, m, k) x (b, k, n).
Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, Scalar beta = 1,
               Scalar alpha = 1);
/// The sum over b of the products (b, m, k) x (b, k, n).
Tensor addbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, Scalar beta = 1,
              Scalar alpha = 1);
/// The outer product of (m) and (n).
Tensor addr(const Tensor& self, const Tensor& vec1, const Tensor& vec2, Scalar beta = 1,
            Scalar alpha = 1);

/// Sums of products in Einstein's notation: einsum("bij,bjk->bik", {x, y}). Letters may repeat,
/// "..." stands for dims that broadcast, without "->" the output has the letters that occur once,
/// in alphabetical order. Operands are multiplied from left to right (torch.einsum).
Tensor einsum(std::string_view equation, TensorList operands);
/// Contracts dims_self of self with dims_other of other (torch.tensordot).
Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                 IntArrayRef dims_other);
/// The Kronecker product; the shorter shape is filled up with ones in front.
Tensor kron(const Tensor& self, const Tensor& other);

/// x W^T + b: (*, in), (out, in), (out) -> (*, out). bias may be undefined.
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});

}  // namespace pumice
