// What comes of factors and pseudo-inverses: cholesky_solve, cholesky_inverse, householder_product,
// lstsq, cond.
#include <cmath>
#include <limits>

#include "autograd/record.h"
#include "ops/iterate.h"
#include "ops/linalg_host.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

void check_real(const char* op, const Tensor& t) {
  if (t.scalar_type() != kFloat && t.scalar_type() != kDouble) refuse_dtype(op, t.scalar_type());
}

// By the factor as its derivative sees it: all of it, though one triangle is read.
Tensor factor_grad(const Tensor& by_product, const Tensor& factor, bool upper) {
  const Tensor both = neg(by_product + transposed(by_product));
  return upper ? matmul(factor, both) : matmul(both, factor);
}

Tensor solved(const Tensor& b, const Tensor& factor, bool upper) {
  const NoGradGuard no_grad;
  const Tensor l = upper ? transposed(factor) : factor;
  return linalg_solve_triangular(transposed(l), linalg_solve_triangular(l, b, false), true);
}

}  // namespace

Tensor cholesky_solve(const Tensor& self, const Tensor& input2, bool upper) {
  const char* op = "cholesky_solve";
  check(impl_of(self, op).sizes.size() >= 2, ErrorKind::shape,
        "{}: b should have at least 2 dimensions, but has {} dimensions instead", op, self.dim());
  check(impl_of(input2, op, "#1 'input2'").sizes.size() >= 2, ErrorKind::shape,
        "{}: u should have at least 2 dimensions, but has {} dimensions instead", op, input2.dim());
  check(self.scalar_type() == input2.scalar_type(), ErrorKind::dtype,
        "{}: Expected b and A to have the same dtype, but found b of type {} and A of type {} "
        "instead.",
        op, toString(self.scalar_type()), toString(input2.scalar_type()));
  check_square(op, input2);
  check(input2.size(-2) == self.size(-2), ErrorKind::shape,
        "{0}: Incompatible matrix sizes for cholesky_solve: each A matrix is {1} by {1} but each b "
        "matrix is {2} by {3}",
        op, input2.size(-1), self.size(-2), self.size(-1));
  check_real(op, self);
  const Tensor x = solved(self, input2, upper);
  return record("CholeskySolveBackward0", {self, input2}, x, [&] {
    return [a = Saved(input2), x = Saved::output(x), upper, sizes = DimVector(self.sizes())](
               const Tensors& g, Needs needs) {
      const Tensor factor = a.unpack(), by_b = cholesky_solve(g[0], factor, upper);
      Tensor by_a;
      if (needs[1]) {
        by_a = factor_grad(matmul(by_b, transposed(x.unpack())), factor, upper);
        by_a = sum_to(by_a, factor.sizes());
      }
      return Tensors{sum_to(by_b, sizes), by_a};
    };
  });
}

Tensor cholesky_inverse(const Tensor& self, bool upper) {
  const char* op = "cholesky_inverse";
  check_square(op, self);
  check_real(op, self);
  {
    const NoGradGuard no_grad;
    const Tensor zero = eq(self.diagonal(0, -2, -1), 0).reshape({-1});
    if (self.numel() > 0 && any(zero).item<bool>()) {
      const int64_t at = argmax(zero.to(kInt)).item<int64_t>(), n = self.size(-1);
      check_as<LinAlgError>(
          false, ErrorKind::value,
          "{}: {}The diagonal element {} is zero, the inversion could not be completed because the "
          "input matrix is singular.",
          op, batch_prefix(self, at / n), at % n + 1);
    }
  }
  const Tensor y = solved(eye(self.size(-1), self.options()), self, upper);
  return record("CholeskyInverseBackward0", {self}, y, [&] {
    return [a = Saved(self), y = Saved::output(y), upper](const Tensors& g, Needs) {
      const Tensor inverse = y.unpack();
      return Tensors{factor_grad(matmul(matmul(inverse, g[0]), inverse), a.unpack(), upper)};
    };
  });
}

Tensor linalg_householder_product(const Tensor& A, const Tensor& tau) {
  const char* op = "torch.linalg.householder_product";
  check(impl_of(A, op, "#0 'input'").sizes.size() >= 2, ErrorKind::shape,
        "{}: input must have at least 2 dimensions.", op);
  const int64_t m = A.size(-2), n = A.size(-1);
  check(m >= n, ErrorKind::shape,
        "{}: input.shape[-2] must be greater than or equal to input.shape[-1]", op);
  impl_of(tau, op, "#1 'tau'");
  check(tau.size(-1) <= n, ErrorKind::shape,
        "{}: input.shape[-1] must be greater than or equal to tau.shape[-1]", op);
  check(A.dim() - tau.dim() == 1, ErrorKind::shape,
        "{}: Expected tau to have one dimension less than input, but got tau.ndim equal to {} and "
        "input.ndim is equal to {}",
        op, tau.dim(), A.dim());
  for (int64_t d = 0; d + 1 < tau.dim(); ++d)
    check(tau.size(d) == A.size(d), ErrorKind::shape,
          "{}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got {}", op,
          list_str(IntArrayRef(tau.sizes().data(), tau.sizes().size() - 1)));
  check(tau.scalar_type() == A.scalar_type(), ErrorKind::dtype,
        "{}: tau dtype {} does not match input dtype {}", op, toString(tau.scalar_type()),
        toString(A.scalar_type()));
  check_real("orgqr", A);
  // H_1 H_2 ... H_k, from the last on, each 1 - tau v v^T; transposed, for columns that lie
  // together.
  const Tensor v = tril(A, -1) + eye(m, n, A.options());
  Tensor qt = eye(n, m, A.options()).expand(transposed(A).sizes()).contiguous();
  for (int64_t i = tau.size(-1); i-- > 0;) {
    const Tensor column = v.narrow(-1, i, 1), scaled = column * as_row(tau.narrow(-1, i, 1));
    qt = qt - matmul(matmul(qt, column), transposed(scaled));
  }
  return rename_node(transposed(qt), "LinalgHouseholderProductBackward0");
}

namespace {

double rounding_of(const Tensor& A) {
  return A.scalar_type() == kFloat ? std::numeric_limits<float>::epsilon()
                                   : std::numeric_limits<double>::epsilon();
}

enum class Driver { gels, gelsy, gelsd, gelss };
Driver driver_named(std::optional<std::string_view> name) {
  constexpr std::string_view names[] = {"gels", "gelsy", "gelsd", "gelss"};
  if (!name) return Driver::gelsy;
  for (int i = 0; i < 4; ++i)
    if (names[i] == *name) return static_cast<Driver>(i);
  fail(ErrorKind::value,
       "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)");
}

/// Whether b is a vector, or a batch of as many vectors as A has matrices.
bool holds_vectors(const Tensor& A, const Tensor& b) {
  return b.dim() == 1 ||
         (b.dim() + 1 == A.dim() && b.sizes() == IntArrayRef(A.sizes().data(), b.sizes().size()));
}

void check_lstsq(const Tensor& A, const Tensor& b) {
  const char* op = "torch.linalg.lstsq";
  check(impl_of(A, op).sizes.size() >= 2, ErrorKind::shape,
        "{}: input must have at least 2 dimensions.", op);
  check(!impl_of(b, op, "#1 'b'").sizes.empty(), ErrorKind::shape,
        "{}: other must have at least 1 dimension.", op);
  check(A.scalar_type() == b.scalar_type(), ErrorKind::dtype,
        "{}: Expected input and other to have the same dtype, but got input's dtype {} and other's "
        "dtype {}",
        op, toString(A.scalar_type()), toString(b.scalar_type()));
  const int64_t fewer = A.dim() - b.dim();
  check(fewer == 0 || fewer == 1, ErrorKind::shape,
        "{}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) "
        "<= 1",
        op);
  const int64_t rows = holds_vectors(A, b) ? -1 : -2;
  check(A.size(-2) == b.size(rows), ErrorKind::shape,
        "{}: input.size(-2) should match other.size({})", op, rows);
  const auto batch = static_cast<size_t>(A.dim() - 2);
  broadcast_shapes({A.sizes().data(), batch}, {b.sizes().data(), batch}, op);
  check_real("linalg_lstsq", A);
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(const Tensor& self, const Tensor& b,
                                                        std::optional<double> rcond,
                                                        std::optional<std::string_view> driver) {
  check_lstsq(self, b);
  const Driver way = driver_named(driver);
  const bool vector = holds_vectors(self, b);
  const Tensor B = vector ? as_column(b) : b;
  const int64_t m = self.size(-2), n = self.size(-1);
  const double least =
      way == Driver::gels ? 0
                          : rcond.value_or(rounding_of(self) * static_cast<double>(std::max(m, n)));
  Tensor X =
      transposed(matmul(transposed(B), transposed(linalg_pinv(self, std::optional(0.0), least))));
  if (vector) X = X.squeeze(-1);
  X = rename_node(X, "LinalgLstsqBackward0");
  const NoGradGuard no_grad;
  const Tensor none = empty({0}, self.options());
  Tensor rank = empty({0}, self.options().dtype(kLong)), values = none, residuals = none;
  bool full = way != Driver::gelsy && m > n;
  if (way != Driver::gels) {
    rank = linalg_matrix_rank(self.detach(), std::optional(0.0), std::optional(least));
    if (way != Driver::gelsy) values = linalg_svdvals(self.detach());
    full = full && all(eq(rank, n)).item<bool>();
  }
  if (full) residuals = sum(square(matmul(self, vector ? as_column(X) : X) - B), IntArrayRef{-2});
  return {X, residuals, rank, values};
}

namespace {

Tensor nothing_of(const Tensor& A) {
  return zeros(IntArrayRef(A.sizes().data(), A.sizes().size() - 2), A.options());
}

// The norm, here any function, of A times that of its inverse; infinite where there is none.
template <class Norm>
Tensor cond_by(const std::string& ord, const Tensor& A, Norm&& norm) {
  const std::string op = "linalg.cond(ord=" + ord + ")";
  check_square(op.c_str(), A);
  const auto [inverse, infos] = linalg_inv_ex(A);
  return rename_node(masked_fill(norm(A) * norm(inverse), ne(infos, 0), INFINITY),
                     "NanToNumBackward0");
}

}  // namespace

Tensor linalg_cond(const Tensor& self, const std::optional<Scalar>& p) {
  check(impl_of(self, "linalg.cond").sizes.size() >= 2, ErrorKind::shape,
        "linalg.cond: The input tensor must have at least 2 dimensions.");
  const double ord = p ? p->to_double() : 2;
  check(std::abs(ord) == 1 || std::abs(ord) == 2 || std::isinf(ord), ErrorKind::value,
        "linalg.cond got an invalid norm type: {}", ord);
  if (self.numel() == 0) return nothing_of(self);
  if (std::abs(ord) == 2) {
    const Tensor values = linalg_svdvals(self), most = values.select(-1, 0),
                 least = values.select(-1, -1);
    return rename_node(ord > 0 ? most / least : least / most, "SqueezeBackward1");
  }
  return cond_by(text_of("{}", ord), self,
                 [&](const Tensor& t) { return linalg_matrix_norm(t, ord); });
}

Tensor linalg_cond(const Tensor& self, std::string_view p) {
  check_square(text_of("linalg.cond(ord={})", p).c_str(), self);
  check(p == "fro" || p == "nuc", ErrorKind::value, "linalg.cond got an invalid norm type: {}", p);
  if (self.numel() == 0) return nothing_of(self);
  if (p == "fro")
    return cond_by("fro", self, [](const Tensor& t) { return linalg_matrix_norm(t, "fro"); });
  const Tensor values = linalg_svdvals(self);
  return rename_node(sum(values, -1) * sum(reciprocal(values), -1), "MulBackward0");
}

Tensor Tensor::cholesky_solve(const Tensor& input2, bool upper) const {
  return pumice::cholesky_solve(*this, input2, upper);
}
Tensor Tensor::cholesky_inverse(bool upper) const { return pumice::cholesky_inverse(*this, upper); }
Tensor Tensor::orgqr(const Tensor& input2) const {
  return linalg_householder_product(*this, input2);
}

}  // namespace pumice
