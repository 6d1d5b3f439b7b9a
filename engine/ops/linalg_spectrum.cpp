// Singular and eigenvalues: svd, svdvals, eigh, eigvalsh.
#include <cmath>

#include "autograd/record.h"
#include "base/dim_vector.h"
#include "ops/linalg_host.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

/// What LAPACK leaves of a singular value decomposition; U and Vh undefined where not asked for.
struct Singular {
  Tensor U, S, Vh;
};

Singular decompose(const Tensor& A, char job) {
  const char* op = "linalg.svd";
  check_is_matrix(op, A);
  check_lapack_dtype(op, A);
  const int m = static_cast<int>(A.size(-2)), n = static_cast<int>(A.size(-1)), k = std::min(m, n),
            columns = job == 'N'   ? 0
                      : job == 'A' ? m
                                   : k,
            rows = job == 'N'   ? 0
                   : job == 'A' ? n
                                : k;
  Columns a(op, A), u(A, m, columns), s(A, k, 1), vh(A, rows, n);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    T* matrix = a.at<T>(i);
    if (k == 0) {  // nothing to decompose: any orthogonal U and V do
      for (int d = 0; d < columns; ++d)
        for (int row = 0; row < m; ++row) u.at<T>(i)[d * m + row] = row == d;
      for (int d = 0; d < n; ++d)
        for (int row = 0; row < rows; ++row) vh.at<T>(i)[d * rows + row] = row == d;
      return;
    }
    const bool finite =
        std::all_of(matrix, matrix + a.area(), [](T value) { return std::isfinite(value); });
    check_as<LinAlgError>(
        finite, ErrorKind::value,
        "{}: {}The algorithm failed to converge because the input matrix contained non-finite "
        "values.",
        op, batch_prefix(A, i));
    T none{};
    const int info =
        lapack::gesdd<T>(job, m, n, matrix, s.at<T>(i), job == 'N' ? &none : u.at<T>(i),
                         job == 'N' ? &none : vh.at<T>(i));
    check_as<LinAlgError>(
        info == 0, ErrorKind::value,
        "{}: {}The algorithm failed to converge because the input matrix is ill-conditioned or "
        "has too many repeated singular values (error code: {}).",
        op, batch_prefix(A, i), info);
  });
  const Device device = A.device();
  const auto vectors = [&](const Columns& c) { return job == 'N' ? Tensor() : c.take(device); };
  const NoGradGuard guard;
  return {vectors(u), s.take(device).squeeze(-1).clone(), vectors(vh)};
}

void check_driver(std::optional<std::string_view> driver) {
  check(!driver, ErrorKind::value,
        "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with "
        "cuSOLVER backend.");
}

Tensor skew(const Tensor& t) { return sub(t, t.transpose(-2, -1)); }

/// Differences v_j - v_i, with ones on the diagonal.
Tensor differences(const Tensor& v) {
  return add(sub(as_row(v), as_column(v)), diag_embed(ones_like(v)));
}

/// Of the reduced decomposition A = U diag(S) Vh; undefined gradients are zeros. Townsend,
/// Differentiating the singular value decomposition, 2016.
Tensor svd_grad(const Tensor& gu, const Tensor& gs, const Tensor& gvh, const Tensor& U,
                const Tensor& S, const Tensor& Vh) {
  const Tensor ut = U.transpose(-2, -1), v = Vh.transpose(-2, -1);
  if (!gu.defined() && !gvh.defined())
    return gs.defined() ? matmul(mul(U, as_row(gs)), Vh) : Tensor();
  const Tensor gaps = differences(mul(S, S));
  Tensor inner;
  if (gu.defined()) inner = mul(div(skew(matmul(ut, gu)), gaps), as_row(S));
  if (gvh.defined()) {
    const Tensor part = mul(as_column(S), div(skew(matmul(Vh, gvh.transpose(-2, -1))), gaps));
    inner = inner.defined() ? add(inner, part) : part;
  }
  if (gs.defined()) inner = add(inner, diag_embed(gs));
  const int64_t m = U.size(-2), n = Vh.size(-1), k = S.size(-1);
  if (m > k && gu.defined()) {
    const Tensor scaled = div(gu, as_row(S));
    const Tensor outside = sub(scaled, matmul(U, matmul(ut, scaled)));
    return matmul(add(matmul(U, inner), outside), Vh);
  }
  if (n > k && gvh.defined()) {
    const Tensor scaled = div(gvh, as_column(S));
    const Tensor outside = sub(scaled, matmul(matmul(scaled, v), Vh));
    return matmul(U, add(matmul(inner, Vh), outside));
  }
  return matmul(matmul(U, inner), Vh);
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> linalg_svd(const Tensor& A, bool full_matrices,
                                              std::optional<std::string_view> driver) {
  check_driver(driver);
  const Singular d = decompose(A, full_matrices ? 'A' : 'S');
  Tensor outputs[] = {d.U, d.S, d.Vh};
  if (needs_grad({A}))
    record("LinalgSvdBackward0", Tensors{A}, outputs,
           [U = Saved::output(d.U), S = Saved::output(d.S), Vh = Saved::output(d.Vh)](
               const Tensors& g, Needs) {
             // The vectors beyond min(m, n) are arbitrary: nothing flows through them.
             const Tensor s = S.unpack(), u = U.unpack(), vh = Vh.unpack();
             const int64_t k = s.size(-1);
             const auto columns = [&](const Tensor& t) {
               return t.defined() ? t.narrow(-1, 0, k) : t;
             };
             const auto rows = [&](const Tensor& t) {
               return t.defined() ? t.narrow(-2, 0, k) : t;
             };
             return Tensors{svd_grad(columns(g[0]), g[1], rows(g[2]), columns(u), s, rows(vh))};
           });
  return {outputs[0], outputs[1], outputs[2]};
}

Tensor linalg_svdvals(const Tensor& A, std::optional<std::string_view> driver) {
  check_driver(driver);
  if (needs_grad({A})) return std::get<1>(linalg_svd(A, false));
  return decompose(A, 'N').S;
}

std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& self, bool some, bool compute_uv) {
  check(self.dim() >= 2, ErrorKind::shape,
        "linalg.svd: input should have at least 2 dimensions, but has {} dimensions instead",
        self.dim());
  if (compute_uv) {
    auto [U, S, Vh] = linalg_svd(self, !some);
    return {U, S, Vh.transpose(-2, -1)};
  }
  const Tensor S = linalg_svdvals(self);
  DimVector sizes(self.sizes());
  const int64_t m = self.size(-2), n = self.size(-1);
  const auto square = [&](int64_t side) {
    sizes[sizes.size() - 2] = sizes.back() = side;
    return zeros(sizes, self.options());
  };
  return {square(m), S, square(n)};
}

namespace {

std::tuple<Tensor, Tensor> eigen(const Tensor& A, std::string_view UPLO, bool vectors) {
  const char* op = "linalg.eigh";
  check_square(op, A);
  check(UPLO == "L" || UPLO == "U" || UPLO == "l" || UPLO == "u", ErrorKind::value,
        "{}: Expected UPLO argument to be 'L' or 'U', but got {}", op, UPLO);
  check_dtype(op, A);
  check_lapack_dtype(op, A);
  const bool upper = UPLO == "U" || UPLO == "u";
  const int n = static_cast<int>(A.size(-1));
  Columns a(op, A), w(A, n, 1);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    T *matrix = a.at<T>(i), *values = w.at<T>(i);
    const int info = n > 0 ? lapack::syevd<T>(vectors, upper, n, matrix, values) : 0;
    check_as<LinAlgError>(
        info == 0, ErrorKind::value,
        "{}: {}The algorithm failed to converge because the input matrix is ill-conditioned or "
        "has too many repeated eigenvalues (error code: {}).",
        op, batch_prefix(A, i), info);
  });
  const NoGradGuard guard;
  return {w.take(A.device()).squeeze(-1).clone(), vectors ? a.take(A.device()) : Tensor()};
}

}  // namespace

std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& A, std::string_view UPLO) {
  auto [L, V] = eigen(A, UPLO, true);
  Tensor outputs[] = {L, V};
  // Magnus, On differentiating eigenvalues and eigenvectors, 1985.
  if (needs_grad({A}))
    record("LinalgEighBackward0", Tensors{A}, outputs,
           [L = Saved::output(L), V = Saved::output(V)](const Tensors& g, Needs) {
             const Tensor l = L.unpack(), v = V.unpack(), vt = v.transpose(-2, -1);
             // Symmetric, as PyTorch's: a change of the matrix turns the vectors, which is skew.
             Tensor inner;
             if (g[1].defined()) inner = div(mul(skew(matmul(vt, g[1])), 0.5), differences(l));
             if (g[0].defined())
               inner = inner.defined() ? add(inner, diag_embed(g[0])) : diag_embed(g[0]);
             return Tensors{matmul(matmul(v, inner), vt)};
           });
  return {outputs[0], outputs[1]};
}

Tensor linalg_eigvalsh(const Tensor& A, std::string_view UPLO) {
  if (needs_grad({A})) return std::get<0>(linalg_eigh(A, UPLO));
  return std::get<0>(eigen(A, UPLO, false));
}

std::tuple<Tensor, Tensor, Tensor> Tensor::svd(bool some, bool compute_uv) const {
  return pumice::svd(*this, some, compute_uv);
}

}  // namespace pumice
