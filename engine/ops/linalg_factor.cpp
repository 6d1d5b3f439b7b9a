// Factors of matrices: cholesky and qr.
#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/linalg_host.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

/// The lower triangle with half the diagonal.
Tensor half_lower(const Tensor& t) { return mul(add(tril(t), tril(t, -1)), 0.5); }

/// Murray, Differentiation of the Cholesky decomposition, 2016: the symmetric part of
/// L^-T half_lower(L^T gL) L^-1.
Tensor cholesky_grad(const Tensor& g, const Tensor& l) {
  const Tensor lt = l.transpose(-2, -1);
  const Tensor inner = linalg_solve_triangular(lt, half_lower(matmul(lt, g)), true);
  const Tensor by_a = linalg_solve_triangular(l, inner, false, false);
  return mul(add(by_a, by_a.transpose(-2, -1)), 0.5);
}

Tensor cholesky_as(const char* op, const char* node, const Tensor& A, bool upper, Infos& infos,
                   bool check_errors) {
  const int n = static_cast<int>(A.size(-1));
  Columns a(op, A);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    T* matrix = a.at<T>(i);
    infos[i] = lapack::potrf<T>(upper, n, matrix);
    for (int column = 0; column < n; ++column)
      for (int row = 0; row < n; ++row)
        if (upper ? row > column : row < column) matrix[column * n + row] = T{0};
  });
  if (check_errors)
    infos.on_failure([&](int64_t i, int order) {
      check_as<LinAlgError>(
          false, ErrorKind::value,
          "{}: {}The factorization could not be completed because the input is not "
          "positive-definite (the leading minor of order {} is not positive-definite).",
          op, batch_prefix(A, i), order);
    });
  const Tensor y = a.take(A.device());
  return record(node, {A}, y, [&] {
    return [y = Saved::output(y), upper](const Tensors& g, Needs) {
      const Tensor factor = y.unpack();
      return Tensors{upper ? cholesky_grad(g[0].transpose(-2, -1), factor.transpose(-2, -1))
                           : cholesky_grad(g[0], factor)};
    };
  });
}

Tensor cholesky_checked(const char* op, const char* node, const Tensor& A, bool upper) {
  check_square(op, A);
  check_lapack_dtype(op, A);
  Infos infos(A);
  return cholesky_as(op, node, A, upper, infos, true);
}

/// Of A = Q R with at least as many rows as columns; undefined gradients are zeros. Walter,
/// Lehmann, Lamour, On higher-order derivatives of the QR decomposition, 2012.
Tensor tall_qr_grad(const Tensor& gq, const Tensor& gr, const Tensor& q, const Tensor& r) {
  Tensor inner;
  if (gr.defined()) inner = matmul(gr, r.transpose(-2, -1));
  if (gq.defined()) {
    const Tensor t = matmul(q.transpose(-2, -1), gq);
    inner = inner.defined() ? sub(inner, t) : neg(t);
  }
  // Its upper triangle, made symmetric.
  const Tensor upper = triu(inner);
  const Tensor symmetric = add(upper, triu(inner, 1).transpose(-2, -1));
  Tensor by_a = matmul(q, symmetric);
  if (gq.defined()) by_a = add(by_a, gq);
  return linalg_solve_triangular(r.transpose(-2, -1), by_a, false, false);
}

Tensor qr_grad(Tensor gq, const Tensor& gr, const Tensor& q, const Tensor& r) {
  const int64_t m = q.size(-2), n = r.size(-1);
  if (m >= n) return tall_qr_grad(gq, gr, q, r);
  // A = (X, Y) with square X = Q U and Y = Q V, so that V = Q^T Y.
  const Tensor y = matmul(q, r.narrow(-1, m, n - m)), u = r.narrow(-1, 0, m);
  Tensor by_u, by_y = zeros_like(y);
  if (gr.defined()) {
    by_u = gr.narrow(-1, 0, m);
    const Tensor by_v = gr.narrow(-1, m, n - m);
    const Tensor through_v = matmul(y, by_v.transpose(-2, -1));
    gq = gq.defined() ? add(gq, through_v) : through_v;
    by_y = matmul(q, by_v);
  }
  return cat({tall_qr_grad(gq, by_u, q, u), by_y}, -1);
}

}  // namespace

Tensor linalg_cholesky(const Tensor& A, bool upper) {
  return cholesky_checked("linalg.cholesky", "LinalgCholeskyExBackward0", A, upper);
}

std::tuple<Tensor, Tensor> linalg_cholesky_ex(const Tensor& A, bool upper, bool check_errors) {
  check_square("linalg.cholesky", A);
  check_lapack_dtype("linalg.cholesky", A);
  Infos infos(A);
  const Tensor y =
      cholesky_as("linalg.cholesky_ex", "LinalgCholeskyExBackward0", A, upper, infos, check_errors);
  return {y, infos.take(A.device())};
}

Tensor cholesky(const Tensor& self, bool upper) {
  warn_once(
      "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
      "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\n"
      "L = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\n"
      "should be replaced with\nU = torch.linalg.cholesky(A).mH\nThis transform will produce "
      "equivalent results for all valid (symmetric positive definite) inputs.");
  if (impl_of(self, "cholesky").numel == 0) return empty_like(self);
  return cholesky_checked("cholesky", "CholeskyBackward0", self, upper);
}

std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A, std::string_view mode) {
  const char* op = "linalg.qr";
  check_is_matrix(op, A);
  check_lapack_dtype(op, A);
  check(mode == "reduced" || mode == "complete" || mode == "r", ErrorKind::value,
        "{}: qr received unrecognized mode '{}' but expected one of 'reduced' (default), 'r', or "
        "'complete'",
        op, mode);
  const bool complete = mode == "complete", with_q = mode != "r";
  const int m = static_cast<int>(A.size(-2)), n = static_cast<int>(A.size(-1)), k = std::min(m, n),
            width = complete ? m : k;
  Columns a(op, A), q(A, m, with_q ? width : 0), r(A, width, n);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    T* matrix = a.at<T>(i);
    std::vector<T> tau(static_cast<size_t>(std::max(k, 1)));
    if (k > 0) lapack::geqrf<T>(m, n, matrix, tau.data());
    T* triangle = r.at<T>(i);
    for (int column = 0; column < n; ++column)
      for (int row = 0; row < width; ++row)
        triangle[column * width + row] = row <= column ? matrix[column * m + row] : T{0};
    if (!with_q || width == 0) return;
    T* basis = q.at<T>(i);
    std::fill(basis, basis + q.area(), T{0});
    std::copy(matrix, matrix + static_cast<int64_t>(m) * k, basis);
    lapack::orgqr<T>(m, width, k, basis, tau.data());
  });
  Tensor outputs[] = {with_q ? q.take(A.device()) : empty({0}, A.options()), r.take(A.device())};
  if (needs_grad({A}))
    record("LinalgQrBackward0", Tensors{A}, outputs,
           [q = Saved::output(outputs[0]), r = Saved::output(outputs[1]), with_q, complete](
               const Tensors& g, Needs) {
             check(with_q, ErrorKind::autograd,
                   "linalg.qr: The derivative of linalg.qr depends on Q, which is not computed "
                   "when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to "
                   "differentiate through linalg.qr.");
             const Tensor left = q.unpack(), right = r.unpack();
             check(!complete || left.size(-2) <= right.size(-1), ErrorKind::autograd,
                   "linalg.qr: The QR decomposition is not differentiable when mode='complete' and "
                   "nrows > ncols.");
             return Tensors{qr_grad(g[0], g[1], left, right)};
           });
  return {outputs[0], outputs[1]};
}

std::tuple<Tensor, Tensor> qr(const Tensor& self, bool some) {
  warn_once(
      "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch "
      "release.\nThe boolean parameter 'some' has been replaced with a string parameter 'mode'.\n"
      "Q, R = torch.qr(A, some)\nshould be replaced with\n"
      "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')");
  return linalg_qr(self, some ? "reduced" : "complete");
}

Tensor Tensor::cholesky(bool upper) const { return pumice::cholesky(*this, upper); }
std::tuple<Tensor, Tensor> Tensor::qr(bool some) const { return pumice::qr(*this, some); }

}  // namespace pumice
