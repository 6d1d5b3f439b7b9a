// Linear systems and what comes of their factors: inv, solve, solve_triangular.
#include "autograd/record.h"
#include "ops/iterate.h"
#include "ops/linalg_host.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor inverses(const char* op, const Tensor& A, Infos& infos) {
  const int n = static_cast<int>(A.size(-1));
  Columns a(op, A), b(A, n, n);
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    std::vector<int> pivots(static_cast<size_t>(n));
    infos[i] = lapack::getrf<T>(n, n, a.at<T>(i), pivots.data());
    T* identity = b.at<T>(i);
    std::fill(identity, identity + b.area(), T{0});
    for (int d = 0; d < n; ++d) identity[d * (n + 1)] = T{1};
    lapack::getrs<T>(n, n, a.at<T>(i), pivots.data(), identity);
  });
  return b.take(A.device());
}

Tensor inverse(const char* op, const Tensor& A, Infos& infos, bool check_errors) {
  const Tensor y = inverses(op, A, infos);
  if (check_errors)
    infos.on_failure([&](int64_t i, int column) {
      check_as<LinAlgError>(
          false, ErrorKind::value,
          "{}: {}The diagonal element {} is zero, the inversion could not be completed because the "
          "input matrix is singular.",
          op, batch_prefix(A, i), column);
    });
  return record("LinalgInvExBackward0", {A}, y, [&] {
    return [y = Saved::output(y)](const Tensors& g, Needs) {
      const Tensor t = y.unpack().transpose(-2, -1);
      return Tensors{neg(matmul(t, matmul(g[0], t)))};
    };
  });
}

void check_matrices(const char* op, const Tensor& A) {
  check_square(op, A);
  check_lapack_dtype(op, A);
}

}  // namespace

Tensor inverse_or_infinite(const char* op, const Tensor& A) {
  Infos ignored(A);
  return inverses(op, A, ignored);
}

Tensor linalg_inv(const Tensor& A) {
  check_matrices("linalg.inv", A);
  Infos infos(A);
  return inverse("linalg.inv", A, infos, true);
}

std::tuple<Tensor, Tensor> linalg_inv_ex(const Tensor& A, bool check_errors) {
  check_matrices("linalg.inv", A);
  Infos infos(A);
  const Tensor y = inverse("linalg.inv_ex", A, infos, check_errors);
  return {y, infos.take(A.device())};
}

namespace {

/// A X = B for A and B of one batch shape, where A is `one` matrix that was spread over it or not.
Tensor solve_batches(const char* op, const Tensor& A, const Tensor& B, Infos& infos,
                     bool check_errors, bool one = false) {
  const int n = static_cast<int>(A.size(-1));
  const auto run = [&] {
    Columns a(op, A), b(op, B);
    for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
      using T = decltype(zero);
      std::vector<int> pivots(static_cast<size_t>(n));
      infos[i] = lapack::getrf<T>(n, n, a.at<T>(i), pivots.data());
      lapack::getrs<T>(n, b.columns(), a.at<T>(i), pivots.data(), b.at<T>(i));
    });
    if (check_errors)
      infos.on_failure([&](int64_t i, int) {
        check_as<LinAlgError>(false, ErrorKind::value,
                              "torch.{}: {}The solver failed because the input matrix is singular.",
                              op, one ? "" : batch_prefix(A, i));
      });
    return b.take(A.device());
  };
  const Tensor x = run();
  return record("LinalgSolveExBackward0", {A, B}, x, [&] {
    return [a = Saved(A), x = Saved::output(x)](const Tensors& g, Needs needs) {
      const Tensor at = a.unpack().transpose(-2, -1);
      Infos ignored(at);
      const Tensor by_b = solve_batches("linalg.solve", at, g[0], ignored, true);
      return Tensors{needs[0] ? neg(matmul(by_b, x.unpack().transpose(-2, -1))) : Tensor(), by_b};
    };
  });
}

Tensor solve_triangular_batches(const Tensor& A, const Tensor& B, bool upper, bool left,
                                bool unit) {
  const auto run = [&] {
    Columns a("linalg.solve_triangular", A), b("linalg.solve_triangular", B);
    for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
      using T = decltype(zero);
      if (b.area() > 0)
        lapack::trsm<T>(left, upper, unit, b.rows(), b.columns(), a.at<T>(i), b.at<T>(i));
    });
    return b.take(A.device());
  };
  const Tensor x = run();
  return record("LinalgSolveTriangularBackward0", {A, B}, x, [&] {
    return [a = Saved(A), x = Saved::output(x), upper, left, unit](const Tensors& g, Needs needs) {
      const Tensor by_b =
          solve_triangular_batches(a.unpack().transpose(-2, -1), g[0], !upper, left, unit);
      if (!needs[0]) return Tensors{Tensor(), by_b};
      const Tensor xt = x.unpack().transpose(-2, -1);
      const Tensor by_a = neg(left ? matmul(by_b, xt) : matmul(xt, by_b));
      return Tensors{upper ? triu(by_a, unit) : tril(by_a, unit ? -1 : 0), by_b};
    };
  });
}

/// t with these batch dims.
Tensor with_batch(const Tensor& t, IntArrayRef batch) {
  DimVector sizes(batch);
  sizes.push_back(t.size(-2));
  sizes.push_back(t.size(-1));
  return t.sizes() == IntArrayRef(sizes) ? t : t.expand(sizes);
}

DimVector joint_batch(const char* op, const Tensor& a, const Tensor& b) {
  const auto lead = [](const Tensor& t) {
    return IntArrayRef(t.sizes().data(), t.sizes().size() - 2);
  };
  return broadcast_shapes(lead(a), lead(b), op);
}

void check_system(const char* op, const Tensor& A, const Tensor& B, bool left) {
  check_square(op, A);
  check_is_matrix(op, B, "B");
  const bool fits = left ? A.size(-2) == B.size(-2) : A.size(-1) == B.size(-1);
  check(fits, ErrorKind::shape,
        "{}: Incompatible shapes of A and B for the equation {} ({}x{} and {}x{})", op,
        left ? "AX = B" : "XA = B", A.size(-2), A.size(-1), B.size(-2), B.size(-1));
}

void check_factor_dtypes(const char* op, const Tensor& A, const Tensor& B) {
  check(A.scalar_type() == B.scalar_type(), ErrorKind::dtype,
        "{}: Expected A and B to have the same dtype, but found A of type {} and B of type {} "
        "instead",
        op, scalar_type_name(A.scalar_type()), scalar_type_name(B.scalar_type()));
  check(A.device() == B.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} and "
        "{}!",
        op, A.device(), B.device());
}

}  // namespace

namespace {

std::pair<Tensor, Infos> solve(const char* name, const Tensor& A, const Tensor& B, bool left,
                               bool check_errors) {
  const char* op = "linalg.solve";
  impl_of(A, op, "#0 'A'");
  impl_of(B, op, "#1 'B'");
  if (!A.is_floating_point()) check_lapack_dtype(op, A);
  check_factor_dtypes(op, A, B);
  // B is a vector, or a batch of as many vectors as there are matrices.
  const bool vector =
      B.dim() == 1 ||
      (B.dim() + 1 == A.dim() && B.sizes() == IntArrayRef(A.sizes().data(), B.sizes().size()));
  const Tensor b = vector ? B.unsqueeze(-1) : B;
  check_system(op, A, b, left);
  check(left || !vector, ErrorKind::value,
        "{}: Vector broadcasting of the left hand side is not supported for left=False. In this "
        "case linalg.solve is equivalent to B / A.squeeze(-1)",
        op);
  check_lapack_dtype(op, A);
  const DimVector batch = joint_batch(op, A, b);
  const Tensor a = with_batch(A, batch), columns = with_batch(b, batch);
  Infos infos(a);
  if (!left) {
    const Tensor x = solve_batches(name, a.transpose(-2, -1), columns.transpose(-2, -1), infos,
                                   check_errors, A.dim() == 2);
    return {x.transpose(-2, -1), std::move(infos)};
  }
  const Tensor x = solve_batches(name, a, columns, infos, check_errors, A.dim() == 2);
  return {vector ? as_own(x.squeeze(-1)) : x, std::move(infos)};
}

}  // namespace

Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left) {
  return solve("linalg.solve", A, B, left, true).first;
}

std::tuple<Tensor, Tensor> linalg_solve_ex(const Tensor& A, const Tensor& B, bool left,
                                           bool check_errors) {
  const auto [x, infos] = solve("linalg.solve_ex", A, B, left, check_errors);
  return {x, infos.take(A.device())};
}

Tensor linalg_solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left,
                               bool unitriangular) {
  const char* op = "linalg.solve_triangular";
  check_system(op, A, B, left);
  check_lapack_dtype(op, A);
  check_factor_dtypes(op, A, B);
  const DimVector batch = joint_batch(op, A, B);
  return solve_triangular_batches(with_batch(A, batch), with_batch(B, batch), upper, left,
                                  unitriangular);
}

Tensor Tensor::inverse() const { return linalg_inv(*this); }

}  // namespace pumice
