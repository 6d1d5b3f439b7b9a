// Pseudo-inverses and ranks, by singular or eigenvalues above a tolerance.
#include <cmath>
#include <limits>

#include "autograd/record.h"
#include "base/dim_vector.h"
#include "ops/linalg_host.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/print.h"

namespace pumice {
namespace {

double epsilon(ScalarType dtype) {
  return dtype == kFloat ? std::numeric_limits<float>::epsilon()
                         : std::numeric_limits<double>::epsilon();
}

/// rtol where neither is given.
double usual_tolerance(const Tensor& A) {
  return epsilon(A.scalar_type()) * static_cast<double>(std::max(A.size(-2), A.size(-1)));
}

/// (..., 1): what values must exceed: max(atol, rtol * the largest value).
Tensor threshold(const Tensor& A, const Tensor& values, std::optional<double> atol,
                 std::optional<double> rtol) {
  const double absolute = atol.value_or(0);
  const double relative = rtol.value_or(absolute > 0 ? 0 : usual_tolerance(A));
  return clamp(mul(amax(values, {-1}, true), relative), Scalar(absolute), {});
}

/// The same of tensors, which broadcast with the batch.
Tensor threshold(const Tensor& A, const Tensor& values, const std::optional<Tensor>& atol,
                 const std::optional<Tensor>& rtol) {
  const double usual = usual_tolerance(A);
  const Tensor absolute = atol ? *atol : zeros({}, values.options());
  const Tensor relative = rtol   ? *rtol
                          : atol ? where(gt(absolute, 0), 0.0, full_like(absolute, usual))
                                 : full({}, usual, values.options());
  return maximum(absolute.unsqueeze(-1), mul(amax(values, {-1}, true), relative.unsqueeze(-1)));
}

/// Golub and Pereyra, The differentiation of pseudo-inverses, 1973.
Tensor pinv_grad(const Tensor& g, const Tensor& P, const Tensor& A) {
  const Tensor pt = P.transpose(-2, -1), gt = g.transpose(-2, -1);
  if (A.size(-2) <= A.size(-1)) {
    const Tensor k = matmul(gt, P), kpt = matmul(k, pt);
    return add(sub(kpt, matmul(P, k).transpose(-2, -1)),
               sub(matmul(matmul(pt, P), sub(gt, matmul(k, A))), matmul(matmul(A, P), kpt)));
  }
  const Tensor k = matmul(P, gt), ptk = matmul(pt, k);
  return add(sub(matmul(matmul(sub(gt, matmul(A, k)), P), pt), matmul(k, P).transpose(-2, -1)),
             sub(ptk, matmul(matmul(ptk, P), A)));
}

template <class Tolerance>
Tensor pinv_of(const Tensor& A, const Tolerance& atol, const Tolerance& rtol, bool hermitian) {
  const NoGradGuard guard;
  const auto reciprocals = [&](const Tensor& values, const Tensor& sizes) {
    return where(gt(sizes, threshold(A, sizes, atol, rtol)), reciprocal(values), 0);
  };
  if (hermitian) {
    const auto [L, V] = linalg_eigh(A);
    return matmul(mul(V, as_row(reciprocals(L, abs(L)))), V.transpose(-2, -1));
  }
  const auto [U, S, Vh] = linalg_svd(A, false);
  return matmul(mul(Vh.transpose(-2, -1), as_row(reciprocals(S, S))), U.transpose(-2, -1));
}

template <class Tolerance>
Tensor pinv_by(const Tensor& A, const Tolerance& atol, const Tolerance& rtol, bool hermitian) {
  check(A.defined() && A.dim() >= 2 && (A.scalar_type() == kFloat || A.scalar_type() == kDouble),
        ErrorKind::dtype,
        "linalg.pinv({}{{{}}}): expected a tensor with 2 or more dimensions of float, double, "
        "cfloat or cdouble types",
        A.defined() ? scalar_type_name(A.scalar_type()) : "Undefined",
        A.defined() ? write_list(A.sizes()) : "[]");
  if (hermitian && A.numel() > 0) check_square("linalg.eigh", A);
  const auto run = [&] {
    if (A.numel() > 0) return pinv_of(A, atol, rtol, hermitian);
    DimVector sizes(A.sizes());
    std::swap(sizes[sizes.size() - 2], sizes.back());
    return empty(sizes, A.options());
  };
  const Tensor y = run();
  return record("LinalgPinvBackward0", {A}, y, [&] {
    return [a = Saved(A), y = Saved::output(y)](const Tensors& g, Needs) {
      return Tensors{pinv_grad(g[0], y.unpack(), a.unpack())};
    };
  });
}

template <class Tolerance>
Tensor rank_by(const Tensor& A, const Tolerance& atol, const Tolerance& rtol, bool hermitian) {
  check_is_matrix("torch.linalg.matrix_rank", A, "input");
  const NoGradGuard guard;
  if (A.numel() == 0)
    return zeros(IntArrayRef(A.sizes().data(), A.sizes().size() - 2), A.options().dtype(kLong));
  if (hermitian) check_square("linalg.eigh", A);
  const Tensor values = hermitian ? abs(linalg_eigvalsh(A)) : linalg_svdvals(A);
  return sum(gt(values, threshold(A, values, atol, rtol)), IntArrayRef{-1});
}

}  // namespace

#define PUMICE_TOLERANCES(name, by)                                                    \
  Tensor name(const Tensor& A, std::optional<double> atol, std::optional<double> rtol, \
              bool hermitian) {                                                        \
    return by(A, atol, rtol, hermitian);                                               \
  }                                                                                    \
  Tensor name(const Tensor& A, const std::optional<Tensor>& atol,                      \
              const std::optional<Tensor>& rtol, bool hermitian) {                     \
    return by(A, atol, rtol, hermitian);                                               \
  }
PUMICE_TOLERANCES(linalg_pinv, pinv_by)
PUMICE_TOLERANCES(linalg_matrix_rank, rank_by)
#undef PUMICE_TOLERANCES

Tensor linalg_pinv(const Tensor& A, double rcond, bool hermitian) {
  return linalg_pinv(A, 0.0, rcond, hermitian);
}

Tensor linalg_pinv(const Tensor& A, const Tensor& rcond, bool hermitian) {
  return linalg_pinv(A, std::optional(zeros({}, A.options())), std::optional(rcond), hermitian);
}

Tensor linalg_matrix_rank(const Tensor& A, const Tensor& tol, bool hermitian) {
  return linalg_matrix_rank(A, std::optional(tol), std::optional(zeros({}, A.options())),
                            hermitian);
}

Tensor linalg_matrix_rank(const Tensor& A, double tol, bool hermitian) {
  return linalg_matrix_rank(A, std::optional(tol), std::optional(0.0), hermitian);
}

Tensor pinverse(const Tensor& self, double rcond) { return linalg_pinv(self, rcond, false); }
Tensor Tensor::pinverse(double rcond) const { return pumice::pinverse(*this, rcond); }

}  // namespace pumice
