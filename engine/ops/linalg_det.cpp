// Determinants: det, slogdet, logdet.
#include <cmath>
#include <limits>

#include "autograd/record.h"
#include "ops/linalg_host.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

/// The sign and the logarithm of each determinant, or the determinants themselves and nothing.
std::tuple<Tensor, Tensor> determinants(const char* op, const Tensor& A, bool logarithm) {
  check_square(op, A);
  check_lapack_dtype(op, A);
  const int n = static_cast<int>(A.size(-1));
  Columns a(op, A), first(A, 1, 1), second(A, 1, 1);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    std::vector<int> pivots(static_cast<size_t>(n));
    lapack::getrf<T>(n, n, a.at<T>(i), pivots.data());
    T sign = 1, value = logarithm ? T{0} : T{1};
    for (int d = 0; d < n; ++d) {
      const T diagonal = a.at<T>(i)[d * (n + 1)];
      if (pivots[d] != d + 1) sign = -sign;
      if (logarithm) {
        sign = diagonal < 0 ? -sign : diagonal > 0 ? sign : T{0};
        value += std::log(std::abs(diagonal));
      } else {
        value *= diagonal;
      }
    }
    *first.at<T>(i) = logarithm ? sign : sign * value;
    *second.at<T>(i) = value;
  });
  const auto numbers = [&](const Columns& c) {
    const NoGradGuard guard;
    return as_own(c.take_vectors(A.device()).squeeze(-1));
  };
  return {numbers(first), logarithm ? numbers(second) : Tensor()};
}

/// The derivative of det: det A^-T where that exists, and by the singular values where a matrix is
/// singular: det(U) det(V) U diag(products of the other values) V^T.
Tensor cofactors(const Tensor& A, const Tensor& det) {
  const bool singular = [&] {
    const NoGradGuard guard;
    return any(eq(det, 0)).item<bool>();
  }();
  if (!singular) return mul(as_column(as_column(det)), linalg_inv(A).transpose(-2, -1));
  const auto [U, S, Vh] = linalg_svd(A, false);
  const int64_t n = A.size(-1);
  // Products of the values before each, times those of the values after it.
  std::vector<Tensor> before(static_cast<size_t>(n)), after = before;
  Tensor product = ones_like(det);
  for (int64_t i = 0; i < n; ++i) {
    before[i] = product;
    product = mul(product, S.select(-1, i));
  }
  product = ones_like(det);
  for (int64_t i = n; i-- > 0;) {
    after[i] = mul(product, before[i]);
    product = mul(product, S.select(-1, i));
  }
  // A sign, which no change of A changes.
  const Tensor orientation = linalg_det(matmul(U.detach(), Vh.detach()));
  return mul(as_column(as_column(orientation)), matmul(mul(U, as_row(stack(after, -1))), Vh));
}

/// The matrices column by column, as PyTorch's solvers give them.
Tensor laid_in_columns(const Tensor& t) { return t.mT().contiguous().mT(); }

/// X of A^T X = d I as PyTorch finds it, so that singular matrices, of which d is 0, have the
/// gradient 0: by the factors of A, with pivots that are 0 moved away from it. In columns.
Tensor solved_grad(const Tensor& A, const Tensor& d) {
  const auto [factors, pivots, info] = linalg_lu_factor_ex(A);
  const double least = A.scalar_type() == kDouble ? std::numeric_limits<double>::epsilon()
                                                  : std::numeric_limits<float>::epsilon();
  const Tensor moved = where(eq(factors.diagonal(0, -2, -1), 0), least, 0).to(A.scalar_type());
  const Tensor right = diag_embed(as_column(d).expand_as(A.select(-1, 0)));
  const Tensor x = linalg_lu_solve(factors + diag_embed(moved), pivots, right, true, true);
  return laid_in_columns(x);
}

std::tuple<Tensor, Tensor> slogdet_as(const char* op, const Tensor& A) {
  auto [sign, value] = determinants(op, A, true);
  Tensor outputs[] = {sign, value};
  if (needs_grad({A}))
    record(
        "LinalgSlogdetBackward0", Tensors{A}, outputs, [a = Saved(A), op](const Tensors& g, Needs) {
          const Tensor matrix = a.unpack();
          if (!g[1].defined()) return Tensors{zeros_like(matrix)};
          // At singular matrices infinite, as in PyTorch; its own gradient is an error there.
          const Tensor inverse =
              GradMode::is_enabled()
                  ? linalg_solve(matrix, eye(matrix.size(-1), matrix.options()).expand_as(matrix))
                  : inverse_or_infinite(op, matrix);
          return Tensors{laid_in_columns(mul(as_column(as_column(g[1])), inverse.mT()))};
        });
  return {outputs[0], outputs[1]};
}

}  // namespace

Tensor linalg_det(const Tensor& A) {
  const Tensor y = std::get<0>(determinants("linalg.det", A, false));
  return record("LinalgDetBackward0", {A}, y, [&] {
    return [a = Saved(A), y = Saved::output(y)](const Tensors& g, Needs) {
      const Tensor matrix = a.unpack();
      if (matrix.numel() == 0) return Tensors{Tensor()};
      const Tensor det = y.unpack();
      if (!GradMode::is_enabled()) return Tensors{solved_grad(matrix, mul(g[0], det))};
      return Tensors{mul(as_column(as_column(g[0])), cofactors(matrix, det))};
    };
  });
}

std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A) {
  return slogdet_as("linalg.slogdet", A);
}

Tensor logdet(const Tensor& A) {
  const auto [sign, value] = slogdet_as("logdet", A);
  return where(eq(sign, -1), full_like(value, NAN), value);
}

Tensor Tensor::det() const { return linalg_det(*this); }
Tensor Tensor::logdet() const { return pumice::logdet(*this); }
std::tuple<Tensor, Tensor> Tensor::slogdet() const { return linalg_slogdet(*this); }

}  // namespace pumice
