// LU factors: lu_factor, lu, lu_unpack, lu_solve.
#include <numeric>

#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/linalg_host.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

void check_factored(const char* op, const char* said, const Tensor& A, bool pivot) {
  check(impl_of(A, op, "#0 'A'").sizes.size() >= 2, ErrorKind::shape,
        "{}: Expected tensor with 2 or more dimensions. Got size: {} instead", said,
        list_str(A.sizes()));
  if (A.scalar_type() != kFloat && A.scalar_type() != kDouble) refuse_dtype("lu", A.scalar_type());
  check(pivot || A.numel() == 0, ErrorKind::value,
        "linalg.lu_factor: LU without pivoting is not implemented on the CPU");
}

// L with ones on its diagonal, (m, k), and U, (k, n), from the two in one matrix.
Tensor lower(const Tensor& lu) {
  const int64_t k = std::min(lu.size(-2), lu.size(-1));
  return tril(lu.narrow(-1, 0, k), -1) + eye(lu.size(-2), k, lu.options());
}
Tensor upper(const Tensor& lu) {
  return triu(lu.narrow(-2, 0, std::min(lu.size(-2), lu.size(-1))));
}

// The permutation matrix of getrf's pivots, on the device of `like`; waits for them.
Tensor permutation(const Tensor& pivots, int64_t rows, const Tensor& like) {
  const NoGradGuard no_grad;
  const Tensor here = pivots.to(Device(kCPU), kInt).contiguous();
  const int64_t k = pivots.size(-1), count = k ? pivots.numel() / k : 0;
  DimVector sizes(like.sizes());  // which in lu_unpack need not be those of the pivots
  sizes.pop_back();
  const Tensor order = empty(sizes, TensorOptions(kLong).device(kCPU));
  const auto* swaps = static_cast<int*>(pumice::detail::host_elements(here));
  auto* places = static_cast<int64_t*>(pumice::detail::host_elements(order));
  for (int64_t b = 0; b < order.numel() / std::max<int64_t>(rows, 1); ++b) {
    std::iota(places + b * rows, places + (b + 1) * rows, int64_t{0});
    for (int64_t i = 0; b < count && i < k; ++i) {
      const int64_t other = swaps[b * k + i] - 1;
      check(other >= 0 && other < rows, ErrorKind::value,
            "lu_unpack: pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive."
            "Did you properly pass the result of lu_factor?");
      std::swap(places[b * rows + i], places[b * rows + other]);
    }
  }
  const Tensor rows_of = arange(rows, order.options()).unsqueeze(-1);
  return eq(rows_of, order.unsqueeze(-2)).to(like.device(), like.scalar_type());
}

/// Of A = P L U: what U's further columns and L's further rows take from their gradients is put on
/// those of the square part, as U2 = L^-1 A2 and L2 = A2 U^-1. Undefined gradients are zeros.
Tensor lu_grad(const Tensor& g_lower, const Tensor& g_upper, const Tensor& P, const Tensor& L,
               const Tensor& U) {
  const int64_t m = L.size(-2), n = U.size(-1), k = U.size(-2);
  const Tensor l = L.narrow(-2, 0, k), u = U.narrow(-1, 0, k);
  Tensor gl = g_lower.defined() ? g_lower : zeros_like(L);
  Tensor gu = g_upper.defined() ? g_upper : zeros_like(U);
  Tensor beside, below;
  if (n > k) {
    beside = linalg_solve_triangular(transposed(l), gu.narrow(-1, k, n - k), true, true, true);
    gl = gl - matmul(beside, transposed(U.narrow(-1, k, n - k)));
    gu = gu.narrow(-1, 0, k);
  } else if (m > k) {
    const Tensor rest = gl.narrow(-2, k, m - k);
    below = linalg_solve_triangular(transposed(u), rest, false, false);
    gu = gu - matmul(transposed(L.narrow(-2, k, m - k)), below);
    gl = gl.narrow(-2, 0, k);
  }
  const Tensor inner = tril(matmul(transposed(l), gl), -1) + triu(matmul(gu, transposed(u)));
  const Tensor half = linalg_solve_triangular(transposed(l), inner, true, true, true);
  Tensor ga = linalg_solve_triangular(transposed(u), half, false, false);
  if (beside.defined()) ga = cat({ga, beside}, -1);
  if (below.defined()) ga = cat({ga, below}, -2);
  return matmul(P, ga);
}

struct Factors {
  Tensor lu, pivots;
  Infos infos;
};

Factors factor(const char* op, const Tensor& A) {
  const int m = static_cast<int>(A.size(-2)), n = static_cast<int>(A.size(-1)), k = std::min(m, n);
  Columns a(op, A);
  DimVector sizes(A.sizes());
  sizes.pop_back();
  sizes.back() = k;
  Factors f{{}, make_tensor(sizes, kInt, kCPU), Infos(A)};
  auto* pivots = static_cast<int*>(pumice::detail::host_elements(f.pivots));
  for_each_matrix(A.scalar_type(), a.count(), a.area(), [&](int64_t i, auto zero) {
    using T = decltype(zero);
    if (k > 0) f.infos[i] = lapack::getrf<T>(m, n, a.at<T>(i), pivots + i * k);
  });
  f.lu = a.take(A.device());
  const NoGradGuard no_grad;
  f.pivots = f.pivots.to(A.device());
  return f;
}

void check_nonsingular(const char* op, const Tensor& A, Infos& infos) {
  infos.on_failure([&](int64_t i, int d) {
    fail(ErrorKind::value,
         "torch.{0}: {1}U[{2},{2}] is zero and using it on lu_solve would result in a division by "
         "zero. If you still want to perform the factorization, consider calling linalg.lu(A, "
         "pivot) or linalg.lu_factor_ex(A, pivot)",
         op, batch_prefix(A, i), d);
  });
}

std::tuple<Tensor, Tensor, Tensor> factor_checked(const char* op, const char* said, const Tensor& A,
                                                  bool pivot, bool check_errors) {
  check_factored(op, said, A, pivot);
  Factors f = factor(op, A);
  if (check_errors) check_nonsingular(op, A, f.infos);
  const Tensor lu = record("LinalgLuFactorExBackward0", {A}, f.lu, [&] {
    return [lu = Saved::output(f.lu), pivots = f.pivots](const Tensors& g, Needs) {
      const Tensor both = lu.unpack();
      const int64_t k = std::min(both.size(-2), both.size(-1));
      const Tensor P = permutation(pivots, both.size(-2), both);
      return Tensors{lu_grad(tril(g[0].narrow(-1, 0, k), -1), triu(g[0].narrow(-2, 0, k)), P,
                             lower(both), upper(both))};
    };
  });
  return {lu, f.pivots, f.infos.take(A.device())};
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> linalg_lu_factor_ex(const Tensor& A, bool pivot,
                                                       bool check_errors) {
  return factor_checked("linalg.lu_factor_ex", "torch.lu_factor", A, pivot, check_errors);
}
std::tuple<Tensor, Tensor> linalg_lu_factor(const Tensor& A, bool pivot) {
  const auto [lu, pivots, infos] =
      factor_checked("linalg.lu_factor", "torch.lu_factor", A, pivot, true);
  return {lu, pivots};
}

std::tuple<Tensor, Tensor, Tensor> linalg_lu(const Tensor& A, bool pivot) {
  check_factored("linalg.lu", "linalg.lu", A, pivot);
  const Factors f = factor("linalg.lu", A);
  const Tensor P = pivot ? permutation(f.pivots, A.size(-2), A) : empty({0}, A.options());
  Tensor outputs[] = {lower(f.lu), upper(f.lu)};
  if (needs_grad({A}))
    record(
        "LinalgLuBackward0", Tensors{A}, outputs,
        [P, l = Saved::output(outputs[0]), u = Saved::output(outputs[1])](const Tensors& g, Needs) {
          return Tensors{lu_grad(g[0], g[1], P, l.unpack(), u.unpack())};
        });
  return {P, outputs[0], outputs[1]};
}

std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& LU_data, const Tensor& LU_pivots,
                                             bool unpack_data, bool unpack_pivots) {
  const char* op = "lu_unpack";
  check(impl_of(LU_data, op, "#0 'LU_data'").sizes.size() >= 2, ErrorKind::shape,
        "torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: {} instead",
        list_str(LU_data.sizes()));
  check(!unpack_pivots || impl_of(LU_pivots, op, "#1 'LU_pivots'").dtype == kInt, ErrorKind::dtype,
        "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.");
  const Tensor none = empty({0}, LU_data.options());
  return {unpack_pivots ? permutation(LU_pivots, LU_data.size(-2), LU_data) : none,
          unpack_data ? lower(LU_data) : none, unpack_data ? upper(LU_data) : none};
}

namespace {

void check_lu_system(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left) {
  const char* op = "linalg.lu_solve";
  const char* said = "torch.linalg.lu_solve";
  impl_of(LU, op, "#0 'LU'");
  impl_of(pivots, op, "#1 'pivots'");
  if (!LU.is_floating_point()) check_lapack_dtype(said, LU);
  check(LU.scalar_type() == impl_of(B, op, "#2 'B'").dtype, ErrorKind::dtype,
        "{}: Expected LU and B to have the same dtype, but found LU of type {} and B of type {} "
        "instead",
        op, toString(LU.scalar_type()), toString(B.scalar_type()));
  check(pivots.scalar_type() == kInt, ErrorKind::dtype,
        "{}: pivots should be a Tensor of scalar type torch.int32", op);
  check_square(said, LU);
  check_is_matrix(op, B, "B");
  check_lapack_dtype(op, LU);
  check(LU.size(-1) == B.size(left ? -2 : -1), ErrorKind::shape,
        "{}: Incompatible shapes of A and B for the equation {} ({}x{} and {}x{})", op,
        left ? "AX = B" : "XA = B", LU.size(-2), LU.size(-1), B.size(-2), B.size(-1));
  check(pivots.dim() > 0 && pivots.size(-1) == LU.size(-1), ErrorKind::shape,
        "{}: Number of pivots per batch should be same as the dimension of the matrix", op);
  check(pivots.sizes() == IntArrayRef(LU.sizes().data(), LU.sizes().size() - 1), ErrorKind::shape,
        "{}: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape {} "
        "instead",
        op, list_str(pivots.sizes()));
}

}  // namespace

Tensor linalg_lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left,
                       bool adjoint) {
  check_lu_system(LU, pivots, B, left);
  const bool turned = left == adjoint;  // A^T stands on the left
  const Tensor P = permutation(pivots, LU.size(-1), LU), b = left ? B : transposed(B);
  Tensor x;
  if (turned) {
    const Tensor y = linalg_solve_triangular(transposed(LU), b, false);
    x = matmul(P, linalg_solve_triangular(transposed(LU), y, true, true, true));
  } else {
    const Tensor y = linalg_solve_triangular(LU, matmul(transposed(P), b), false, true, true);
    x = linalg_solve_triangular(LU, y, true);
  }
  return rename_node(left ? x : transposed(x), "LinalgLuSolveBackward0");
}

Tensor lu_solve(const Tensor& self, const Tensor& LU_data, const Tensor& LU_pivots) {
  warn_once(
      "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a "
      "future PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\n"
      "X = torch.lu_solve(B, LU, pivots)\nshould be replaced with\n"
      "X = torch.linalg.lu_solve(LU, pivots, B)");
  return linalg_lu_solve(LU_data, LU_pivots, self);
}
Tensor Tensor::lu_solve(const Tensor& LU_data, const Tensor& LU_pivots) const {
  return pumice::lu_solve(*this, LU_data, LU_pivots);
}

}  // namespace pumice
