// Matrix products and linear algebra.
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
inline Tensor vdot(const Tensor& self, const Tensor& other) { return self.vdot(other); }
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
/// in alphabetical order. Operands are multiplied from left to right, or by pairs of places in
/// path, whose product comes last of those that are left (torch.einsum).
Tensor einsum(std::string_view equation, TensorList operands, OptionalIntArrayRef path = {});
/// Contracts dims_self of self with dims_other of other (torch.tensordot).
Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                 IntArrayRef dims_other);
/// The Kronecker product; the shorter shape is filled up with ones in front.
Tensor kron(const Tensor& self, const Tensor& other);

/// x W^T + b: (*, in), (out, in), (out) -> (*, out). bias may be undefined.
Tensor linear(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias = {});

// Linear algebra of float32 and float64 matrices in the last two dims; the dims before them are a
// batch. Factorizations are LAPACK's, on the CPU, to which a device's matrices travel and from
// which results come back (said once per function); unsupported error without LAPACK. Under the
// names linalg::inv and so on as well.
/// value error where a matrix is singular.
Tensor linalg_inv(const Tensor& A);
inline Tensor inverse(const Tensor& self) { return linalg_inv(self); }
/// X of A X = B, or X A = B where left is false: (*, n, n), (*, n, k) -> (*, n, k); B may be a
/// vector (n) or a batch of vectors (*, n).
Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left = true);
/// The same for triangular A, of which one triangle is read; unitriangular: ones on its diagonal.
Tensor linalg_solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left = true,
                               bool unitriangular = false);
/// (*, n, n) -> (*).
Tensor linalg_det(const Tensor& A);
inline Tensor det(const Tensor& self) { return linalg_det(self); }
/// (sign, log |det|).
std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A);
inline std::tuple<Tensor, Tensor> slogdet(const Tensor& self) { return linalg_slogdet(self); }
/// NaN where the determinant is negative.
Tensor logdet(const Tensor& self);
/// L of A = L L^T, or U of A = U^T U: reads that triangle. value error unless positive-definite.
Tensor linalg_cholesky(const Tensor& A, bool upper = false);
Tensor cholesky(const Tensor& self, bool upper = false);
/// (Q, R) of A = Q R. mode "reduced": (m, k) and (k, n) for k = min(m, n), "complete": (m, m) and
/// (m, n), "r": R alone.
std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A, std::string_view mode = "reduced");
std::tuple<Tensor, Tensor> qr(const Tensor& self, bool some = true);
/// (U, S, Vh) of A = U diag(S) Vh, S falling; (m, m) and (n, n), or (m, k) and (k, n). A driver is
/// cuSOLVER's and refused: value error.
std::tuple<Tensor, Tensor, Tensor> linalg_svd(const Tensor& A, bool full_matrices = true,
                                              std::optional<std::string_view> driver = {});
Tensor linalg_svdvals(const Tensor& A, std::optional<std::string_view> driver = {});
/// (U, S, V): V, where linalg_svd gives its transpose; zeros where compute_uv is false.
std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& self, bool some = true,
                                       bool compute_uv = true);
/// (values, rising; vectors as columns) of symmetric matrices, of which the "L"ower or "U"pper
/// triangle is read.
std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& A, std::string_view UPLO = "L");
Tensor linalg_eigvalsh(const Tensor& A, std::string_view UPLO = "L");
/// The Moore-Penrose inverse: values up to max(atol, rtol * the largest) count as zero; rtol is the
/// dtype's epsilon times max(m, n) where neither is given.
Tensor linalg_pinv(const Tensor& A, std::optional<double> atol = {},
                   std::optional<double> rtol = {}, bool hermitian = false);
Tensor linalg_pinv(const Tensor& A, double rcond, bool hermitian = false);
Tensor linalg_pinv(const Tensor& A, const std::optional<Tensor>& atol,
                   const std::optional<Tensor>& rtol, bool hermitian = false);
Tensor linalg_pinv(const Tensor& A, const Tensor& rcond, bool hermitian = false);
Tensor pinverse(const Tensor& self, double rcond = 1e-15);
/// int64: how many singular values exceed that tolerance.
Tensor linalg_matrix_rank(const Tensor& A, std::optional<double> atol = {},
                          std::optional<double> rtol = {}, bool hermitian = false);
Tensor linalg_matrix_rank(const Tensor& A, double tol, bool hermitian = false);
Tensor linalg_matrix_rank(const Tensor& A, const std::optional<Tensor>& atol,
                          const std::optional<Tensor>& rtol, bool hermitian = false);
Tensor linalg_matrix_rank(const Tensor& A, const Tensor& tol, bool hermitian = false);

/// P L U = A with partial pivoting: L and U in one matrix (*, m, n), and int32 pivots (*, min(m,
/// n)), the rows, from 1, with which those of their place changed.
std::tuple<Tensor, Tensor> linalg_lu_factor(const Tensor& A, bool pivot = true);
/// The same, with int32 (*): the first zero on U's diagonal, from 1, or 0; an error then where
/// check_errors asks for it.
std::tuple<Tensor, Tensor, Tensor> linalg_lu_factor_ex(const Tensor& A, bool pivot = true,
                                                       bool check_errors = false);
/// (P, L, U) as matrices.
std::tuple<Tensor, Tensor, Tensor> linalg_lu(const Tensor& A, bool pivot = true);
/// The same from what linalg_lu_factor gave; what is not asked for is empty.
std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& LU_data, const Tensor& LU_pivots,
                                             bool unpack_data = true, bool unpack_pivots = true);
/// X of A X = B, X A = B where left is false, for the A that was factored; its transpose where
/// adjoint.
Tensor linalg_lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left = true,
                       bool adjoint = false);
Tensor lu_solve(const Tensor& self, const Tensor& LU_data, const Tensor& LU_pivots);
/// As linalg_inv, linalg_cholesky and linalg_solve, with int32 (*) that says for each matrix where
/// it failed, 0 if it did not; an error then where check_errors asks for it.
std::tuple<Tensor, Tensor> linalg_inv_ex(const Tensor& A, bool check_errors = false);
std::tuple<Tensor, Tensor> linalg_cholesky_ex(const Tensor& A, bool upper = false,
                                              bool check_errors = false);
std::tuple<Tensor, Tensor> linalg_solve_ex(const Tensor& A, const Tensor& B, bool left = true,
                                           bool check_errors = false);
/// X of A X = self, and A^-1, for A = L L^T, or U^T U where upper.
Tensor cholesky_solve(const Tensor& self, const Tensor& input2, bool upper = false);
Tensor cholesky_inverse(const Tensor& self, bool upper = false);
/// The first n columns of the product of the reflectors that A (*, m, n) holds below its diagonal,
/// scaled by tau (*, k).
Tensor linalg_householder_product(const Tensor& A, const Tensor& tau);
inline Tensor orgqr(const Tensor& self, const Tensor& input2) {
  return linalg_householder_product(self, input2);
}
/// (X that minimises |A X - B|, squared sums of what is left over where m > n and the rank is full,
/// ranks, singular values). driver "gelsy" (or none), "gels", "gelsd", "gelss": all but "gels" take
/// singular values up to rcond of the largest for zero.
std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(
    const Tensor& self, const Tensor& b, std::optional<double> rcond = {},
    std::optional<std::string_view> driver = {});
/// The norm of A times that of its inverse; without p by singular values.
Tensor linalg_cond(const Tensor& self, const std::optional<Scalar>& p = {});
Tensor linalg_cond(const Tensor& self, std::string_view p);
inline Tensor linalg_cond(const Tensor& self, const char* p) {
  return linalg_cond(self, std::string_view(p));
}
/// The product of two or more matrices, multiplied in the order that takes the fewest steps; the
/// first and the last may be vectors.
Tensor linalg_multi_dot(TensorList tensors);
/// The same of one or more matrices.
Tensor chain_matmul(TensorList matrices);
/// Of vectors of 3 along dim; both broadcast.
Tensor linalg_cross(const Tensor& self, const Tensor& other, int64_t dim = -1);
/// Sums of products along dim; both broadcast.
Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim = -1);
/// Powers 0 to N - 1 of each element, as many as there are without N, in a new last dim.
Tensor linalg_vander(const Tensor& x, std::optional<int64_t> N = {});
/// The same of a vector, the highest power first unless `increasing`.
Tensor vander(const Tensor& x, std::optional<int64_t> N = {}, bool increasing = false);
/// diagonal, of the last two dims.
Tensor linalg_diagonal(const Tensor& A, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
/// The inverse of a tensor as of a matrix, its first ind dims being the rows.
Tensor linalg_tensorinv(const Tensor& self, int64_t ind = 2);
/// X of tensordot(self, X) = other; dims go to the end of self first.
Tensor linalg_tensorsolve(const Tensor& self, const Tensor& other, OptionalIntArrayRef dims = {});

/// On the tensor's own device; the norm that decides the number of squarings is read on the host.
Tensor linalg_matrix_exp(const Tensor& A);
inline Tensor matrix_exp(const Tensor& self) { return linalg_matrix_exp(self); }
/// By repeated squaring; of the inverse where n < 0.
Tensor linalg_matrix_power(const Tensor& A, int64_t n);
inline Tensor matrix_power(const Tensor& self, int64_t n) { return linalg_matrix_power(self, n); }

/// (sum |x|^ord)^(1 / ord) over dims (all without any), the largest or smallest size for infinite
/// orders, the count of non-zeros for 0; any floating dtype.
Tensor linalg_vector_norm(const Tensor& self, Scalar ord = 2, OptionalIntArrayRef dim = {},
                          bool keepdim = false, std::optional<ScalarType> dtype = {});
/// ord 1, -1, inf, -inf: the largest or smallest sum of a column's or row's sizes; 2, -2: the
/// largest or smallest singular value.
Tensor linalg_matrix_norm(const Tensor& self, Scalar ord, IntArrayRef dim = {-2, -1},
                          bool keepdim = false, std::optional<ScalarType> dtype = {});
/// "fro": of all elements; "nuc": the sum of the singular values.
Tensor linalg_matrix_norm(const Tensor& self, std::string_view ord = "fro",
                          IntArrayRef dim = {-2, -1}, bool keepdim = false,
                          std::optional<ScalarType> dtype = {});
inline Tensor linalg_matrix_norm(const Tensor& self, const char* ord, IntArrayRef dim = {-2, -1},
                                 bool keepdim = false, std::optional<ScalarType> dtype = {}) {
  return linalg_matrix_norm(self, std::string_view(ord), dim, keepdim, dtype);
}
/// A matrix norm for an order and two dims, else a vector norm.
Tensor linalg_norm(const Tensor& self, const std::optional<Scalar>& ord = {},
                   OptionalIntArrayRef dim = {}, bool keepdim = false,
                   std::optional<ScalarType> dtype = {});
Tensor linalg_norm(const Tensor& self, std::string_view ord, OptionalIntArrayRef dim = {},
                   bool keepdim = false, std::optional<ScalarType> dtype = {});
inline Tensor linalg_norm(const Tensor& self, const char* ord, OptionalIntArrayRef dim = {},
                          bool keepdim = false, std::optional<ScalarType> dtype = {}) {
  return linalg_norm(self, std::string_view(ord), dim, keepdim, dtype);
}

}  // namespace pumice
