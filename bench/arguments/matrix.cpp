// Arguments of products, triangles, diagonals and linear algebra.
#include "bench/arguments/makers.h"

namespace pumice::bench {
namespace {

Args square_pair(int64_t n, const TensorOptions& on) {
  // Products cost more than bytes: a quarter of the elements.
  return {matrix(n / 4, on), matrix(n / 4, on)};
}
Args beside_diagonal(int64_t n, const TensorOptions& on) { return {matrix(n, on), int64_t{1}}; }
/// A matrix that is far from singular; its factors cost the cube of its side.
Tensor square(int64_t n, const TensorOptions& on) {
  const int64_t s = side(n / 64);
  return randn({s, s}, on).mul(0.5 / static_cast<double>(s)).add(diag(ones({s}, on)));
}
/// The same with singular values that lie apart, which their derivatives need: those err by the
/// dtype's rounding times the largest value over the least distance, so large ones serve no test.
Tensor spread(int64_t n, const TensorOptions& on) {
  const Tensor a = square(n, on);
  return a.add(diag(arange(a.size(0), on)));
}
/// A triangle as cholesky gives it.
Tensor triangle(int64_t n, const TensorOptions& on) { return square(n, on).tril(); }
Args unpivoted(int64_t n, const TensorOptions& on) {
  const int64_t s = side(n / 64);
  return {square(n, on), arange(1, s + 1, on.dtype(kInt))};
}
Args several(int64_t n, const TensorOptions& on) {
  return {
      std::vector<Tensor>{matrix(n / 16, on), matrix(n / 16, on), randn({side(n / 16), 8}, on)}};
}
Args reflectors(int64_t n, const TensorOptions& on) {
  return {randn({side(n), 8}, on) / static_cast<double>(side(n)), rand({8}, on)};
}
Args one_square(int64_t n, const TensorOptions& on) { return {square(n, on)}; }
/// One whose determinant's logarithm is not close to zero.
Args scaled_square(int64_t n, const TensorOptions& on) { return {square(n, on).mul(2)}; }
Args batched_addition(int64_t n, const TensorOptions& on) {
  const int64_t s = side(n / 8);
  return {randn({s, s}, on), randn({8, s, s}, on), randn({8, s, s}, on), int64_t{1}, int64_t{1}};
}

}  // namespace

const Makers& matrix_makers() {
  static const Makers table{
      {"mm", square_pair},
      {"matmul", square_pair},
      {"bmm",
       [](auto n, auto on) {
         const int64_t s = side(n / 8);
         return Args{randn({8, s, s}, on), randn({8, s, s}, on)};
       }},
      {"addmm",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), matrix(n / 4, on), int64_t{1},
                     int64_t{1}};
       }},
      {"mv",
       [](auto n, auto on) {
         return Args{matrix(n, on), randn({side(n)}, on)};
       }},
      {"outer", vectors},
      {"kron",
       [](auto n, auto on) {
         return Args{matrix(n / 16, on), randn({4, 4}, on)};
       }},
      {"addmv",
       [](auto n, auto on) {
         const Tensor vector = randn({side(n)}, on);
         return Args{vector, matrix(n, on), vector.clone(), int64_t{1}, int64_t{1}};
       }},
      {"addr",
       [](auto n, auto on) {
         Args args = vectors(n, on);
         return Args{matrix(n, on), args[0], args[1], int64_t{1}, int64_t{1}};
       }},
      {"addbmm", batched_addition},
      {"baddbmm", batched_addition},
      {"tensordot",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), std::vector<int64_t>{0},
                     std::vector<int64_t>{1}};
       }},
      {"einsum",
       [](auto n, auto on) {
         return Args{std::string("ij,kj->ki"),
                     std::vector<Tensor>{matrix(n / 4, on), matrix(n / 4, on)}};
       }},
      {"tril", beside_diagonal},
      {"triu", beside_diagonal},
      {"diag",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{0}};
       }},
      {"diag_embed",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{0}, int64_t{0}, int64_t{1}};
       }},
      {"trace", [](auto n, auto on) { return Args{matrix(n, on)}; }},
      {"linalg_inv", one_square},
      {"linalg_det", [](auto, auto on) { return one_square(64, on); }},
      {"linalg_slogdet", scaled_square},
      {"logdet", scaled_square},
      {"linalg_solve",
       [](auto n, auto on) {
         return Args{square(n, on), randn({side(n / 64), 4}, on), true};
       }},
      {"linalg_solve_triangular",
       [](auto n, auto on) {
         return Args{square(n, on), randn({side(n / 64), 4}, on), true, true, false};
       }},
      {"linalg_cholesky",
       [](auto n, auto on) {
         const Tensor a = square(n, on);
         return Args{matmul(a, a.t()), false};
       }},
      {"linalg_qr",
       [](auto n, auto on) {
         return Args{square(n, on), std::string("reduced")};
       }},
      {"linalg_svdvals",
       [](auto n, auto on) {
         return Args{spread(n / 8, on), std::monostate{}};
       }},
      {"linalg_svd",
       [](auto n, auto on) {
         return Args{spread(n / 16, on), false, std::monostate{}};
       }},
      {"svd",
       [](auto n, auto on) {
         return Args{spread(n / 16, on), true, true};
       }},
      {"linalg_eigh",
       [](auto n, auto on) {
         return Args{spread(n / 8, on), std::string("L")};
       }},
      {"linalg_eigvalsh",
       [](auto n, auto on) {
         return Args{spread(n / 8, on), std::string("L")};
       }},
      {"linalg_pinv",
       [](auto n, auto on) {
         return Args{square(n, on), std::monostate{}, std::monostate{}, false};
       }},
      {"linalg_inv_ex",
       [](auto n, auto on) {
         return Args{square(n, on), false};
       }},
      {"linalg_cholesky_ex",
       [](auto n, auto on) {
         const Tensor a = square(n, on);
         return Args{a.matmul(a.t()), false, false};
       }},
      {"linalg_solve_ex",
       [](auto n, auto on) {
         return Args{square(n, on), square(n, on), true, false};
       }},
      {"linalg_lu_factor",
       [](auto n, auto on) {
         return Args{square(n, on), true};
       }},
      {"linalg_lu_factor_ex",
       [](auto n, auto on) {
         return Args{square(n, on), true, false};
       }},
      {"linalg_lu",
       [](auto n, auto on) {
         return Args{square(n, on), true};
       }},
      {"lu_unpack",
       [](auto n, auto on) {
         Args args = unpivoted(n, on);
         return Args{args[0], args[1], true, true};
       }},
      {"linalg_lu_solve",
       [](auto n, auto on) {
         Args args = unpivoted(n, on);
         return Args{args[0], args[1], square(n, on), true, false};
       }},
      {"lu_solve",
       [](auto n, auto on) {
         Args args = unpivoted(n, on);
         return Args{square(n, on), args[0], args[1]};
       }},
      {"cholesky_solve",
       [](auto n, auto on) {
         return Args{square(n, on), triangle(n, on), false};
       }},
      {"cholesky_inverse",
       [](auto n, auto on) {
         return Args{triangle(n, on), false};
       }},
      {"linalg_householder_product", reflectors},
      {"orgqr", reflectors},
      {"linalg_lstsq",
       [](auto n, auto on) {
         return Args{square(n, on), square(n, on), std::monostate{}, std::monostate{}};
       }},
      {"linalg_cond",
       [](auto n, auto on) {
         return Args{square(n, on), int64_t{1}};
       }},
      {"linalg_multi_dot", several},
      {"chain_matmul", several},
      {"linalg_cross",
       [](auto n, auto on) {
         return Args{randn({n / 3, 3}, on), randn({n / 3, 3}, on), int64_t{-1}};
       }},
      {"linalg_vecdot",
       [](auto n, auto on) {
         return Args{matrix(n, on), matrix(n, on), int64_t{-1}};
       }},
      {"linalg_vander",
       [](auto n, auto on) {
         return Args{positive({n / 4}, on), int64_t{4}};
       }},
      {"vander",
       [](auto n, auto on) {
         return Args{positive({n / 4}, on), int64_t{4}, false};
       }},
      {"linalg_tensorinv",
       [](auto n, auto on) {
         const Tensor a = square(n, on);
         return Args{a.reshape({a.size(0), 1, a.size(1)}), int64_t{2}};
       }},
      {"linalg_tensorsolve",
       [](auto n, auto on) {
         const Tensor a = square(n, on);
         return Args{a, randn({a.size(0)}, on), std::monostate{}};
       }},
      {"linalg_matrix_exp", one_square},
      {"linalg_matrix_power",
       [](auto n, auto on) {
         return Args{square(n, on), int64_t{3}};
       }},
      {"linalg_matrix_rank",
       [](auto n, auto on) {
         return Args{square(n, on), std::monostate{}, std::monostate{}, false};
       }},
      {"linalg_vector_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), 3.0, std::vector<int64_t>{1}, false, std::monostate{}};
       }},
      {"linalg_matrix_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::string("fro"), std::vector<int64_t>{0, 1}, false,
                     std::monostate{}};
       }},
      {"linalg_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), 2.0, std::vector<int64_t>{1}, false, std::monostate{}};
       }},
      {"cdist",
       [](auto n, auto on) {
         return Args{randn({side(n), 16}, on), randn({side(n), 16}, on), 2.0, std::monostate{}};
       }},
      {"pdist",
       [](auto n, auto on) {
         return Args{randn({side(n), 16}, on), 2.0};
       }},
      {"linear",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), randn({side(n / 4)}, on)};
       }},
  };
  return table;
}

}  // namespace pumice::bench
