// Powers of matrices: matrix_power and matrix_exp, through products on the tensor's own device.
#include <cmath>

#include "autograd/constant.h"
#include "autograd/record.h"
#include "base/dim_vector.h"
#include "ops/linalg_host.h"
#include "ops/type_names.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

Tensor identity_like(const Tensor& A) {
  DimVector sizes(A.sizes());
  sizes.pop_back();
  return diag_embed(ones(sizes, A.options()));
}

}  // namespace

Tensor linalg_matrix_power(const Tensor& A, int64_t n) {
  check_square("linalg.matrix_power", A);
  if (n == 0) return constant_in(A, identity_like(A), "torch::autograd::CopyBackwards");
  Tensor square = n < 0 ? linalg_inv(A) : A, y;
  for (uint64_t rest = n < 0 ? -static_cast<uint64_t>(n) : static_cast<uint64_t>(n);;) {
    if (rest & 1) y = y.defined() ? matmul(y, square) : square;
    rest >>= 1;
    if (rest == 0) break;
    square = matmul(square, square);
  }
  return y.is_same(A) ? A.clone() : y;
}

namespace {

constexpr int kDegree = 16;

/// Taylor's polynomial of degree 16 in three steps of A^4 (Paterson and Stockmeyer, 1973).
Tensor taylor(const Tensor& A) {
  double c[kDegree + 1] = {1};
  for (int i = 1; i <= kDegree; ++i) c[i] = c[i - 1] / i;
  const Tensor one = identity_like(A), A2 = matmul(A, A), A3 = matmul(A2, A), A4 = matmul(A2, A2);
  const auto four = [&](int i) {
    return add(add(mul(one, c[i]), mul(A, c[i + 1])), add(mul(A2, c[i + 2]), mul(A3, c[i + 3])));
  };
  Tensor y = add(four(12), mul(A4, c[16]));
  for (int i = 8; i >= 0; i -= 4) y = add(matmul(y, A4), four(i));
  return y;
}

/// Halves A until its polynomial is exact to the dtype, and squares as often (Higham 2005).
Tensor exponential(const Tensor& A) {
  const NoGradGuard guard;
  if (A.numel() == 0) return A.clone();
  if (A.scalar_type() == kHalf || A.scalar_type() == kBFloat16)
    return exponential(A.to(kFloat)).to(A.scalar_type());
  // The norm within which the first term left out vanishes beside the result.
  const double bound = A.scalar_type() == kDouble ? 0.7 : 2.0;
  const double norm = max(sum(abs(A), IntArrayRef{-2})).item<double>();
  int halvings = 0;
  if (std::isfinite(norm) && norm > bound)
    halvings = static_cast<int>(std::ceil(std::log2(norm / bound)));
  Tensor y = taylor(halvings > 0 ? mul(A, std::ldexp(1.0, -halvings)) : A);
  for (int i = 0; i < halvings; ++i) y = matmul(y, y);
  return y;
}

/// The derivative in direction G is a corner of exp of ((A^T, G), (0, A^T)) (Mathias 1996).
Tensor exponential_grad(const Tensor& A, const Tensor& G) {
  const Tensor t = A.transpose(-2, -1);
  const int64_t n = A.size(-1);
  const Tensor blocks = cat({cat({t, G}, -1), cat({zeros_like(t), t}, -1)}, -2);
  return linalg_matrix_exp(blocks).narrow(-2, 0, n).narrow(-1, n, n);
}

}  // namespace

Tensor linalg_matrix_exp(const Tensor& A) {
  check_square("linalg.matrix_exp", A);
  check(A.is_floating_point(), ErrorKind::dtype,
        "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got {}",
        scalar_type_name(A.scalar_type()));
  return record("LinalgMatrixExpBackward0", {A}, exponential(A), [&] {
    return [a = Saved(A)](const Tensors& g, Needs) {
      return Tensors{exponential_grad(a.unpack(), g[0])};
    };
  });
}

Tensor Tensor::matrix_exp() const { return linalg_matrix_exp(*this); }
Tensor Tensor::matrix_power(int64_t n) const { return linalg_matrix_power(*this, n); }

}  // namespace pumice
