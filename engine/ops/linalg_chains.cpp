// Products of several matrices and of vectors, and tensors taken for matrices.
#include <cmath>
#include <functional>
#include <numeric>

#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/linalg_host.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

void check_chain(TensorList tensors) {
  const size_t n = tensors.size();
  check(n >= 2, ErrorKind::value, "multi_dot(): expected at least 2 tensors but got {}", n);
  const auto rank = [&](size_t i) { return impl_of(tensors[i], "multi_dot").sizes.size(); };
  for (const size_t end : {size_t{0}, n - 1})
    check(rank(end) == 1 || rank(end) == 2, ErrorKind::shape,
          "multi_dot(): the {} tensor must be 1D or 2D but got {}D", end ? "last" : "first",
          rank(end));
  for (size_t i = 1; i + 1 < n; ++i)
    check(rank(i) == 2, ErrorKind::shape, "multi_dot(): tensor {} must be 2D but got {}D", i,
          rank(i));
  for (size_t i = 1; i < n; ++i) {
    check(
        tensors[i].scalar_type() == tensors[0].scalar_type(), ErrorKind::dtype,
        "multi_dot(): all tensors must have be the same dtype but tensor 0 is {} and tensor {} {}",
        cpp_name(tensors[0].scalar_type()), i, cpp_name(tensors[i].scalar_type()));
    check(tensors[i - 1].size(-1) == tensors[i].size(0), ErrorKind::shape,
          "multi_dot(): tensors {} and {} with shapes {} and {} cannot be multiplied", i - 1, i,
          list_str(tensors[i - 1].sizes()), list_str(tensors[i].sizes()));
  }
}

/// Matrices from..to multiplied in the order that takes the fewest multiplications.
class Chain {
 public:
  explicit Chain(const std::vector<Tensor>& matrices)
      : matrices_(matrices), n_(matrices.size()), cost_(n_ * n_), split_(n_ * n_) {
    for (size_t length = 2; length <= n_; ++length)
      for (size_t from = 0; from + length <= n_; ++from) choose(from, from + length - 1);
  }
  Tensor product() const { return product(0, n_ - 1); }

 private:
  void choose(size_t from, size_t to) {
    double& best = cost_[from * n_ + to] = INFINITY;
    for (size_t k = from; k < to; ++k) {
      const double steps = cost_[from * n_ + k] + cost_[(k + 1) * n_ + to] +
                           static_cast<double>(matrices_[from].size(0)) *
                               static_cast<double>(matrices_[k].size(1)) *
                               static_cast<double>(matrices_[to].size(1));
      if (steps < best) best = steps, split_[from * n_ + to] = k;
    }
  }
  Tensor product(size_t from, size_t to) const {
    if (from == to) return matrices_[from];
    const size_t k = split_[from * n_ + to];
    return mm(product(from, k), product(k + 1, to));
  }

  const std::vector<Tensor>& matrices_;
  size_t n_;
  std::vector<double> cost_;
  std::vector<size_t> split_;
};

int64_t product_of(IntArrayRef sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<>());
}

}  // namespace

Tensor linalg_multi_dot(TensorList tensors) {
  check_chain(tensors);
  std::vector<Tensor> matrices(tensors.begin(), tensors.end());
  DimVector sizes;
  Tensor &first = matrices.front(), &last = matrices.back();
  const bool row = first.dim() == 1, column = last.dim() == 1;
  if (row) first = first.unsqueeze(0);
  if (column) last = last.unsqueeze(-1);
  if (!row) sizes.push_back(first.size(0));
  if (!column) sizes.push_back(last.size(1));
  return Chain(matrices).product().view(sizes);
}

Tensor chain_matmul(TensorList matrices) {
  warn_once(
      "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
      "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than "
      "multiple parameters.");
  for (const Tensor& matrix : matrices) {
    const size_t rank = impl_of(matrix, "chain_matmul").sizes.size();
    check(rank == 2, ErrorKind::shape, "chain_matmul: Tensor dimension is {}, expected 2 instead.",
          rank);
  }
  check(!matrices.empty(), ErrorKind::value, "chain_matmul(): Expected one or more matrices");
  return matrices.size() == 1 ? matrices[0] : linalg_multi_dot(matrices);
}

Tensor linalg_cross(const Tensor& self, const Tensor& other, int64_t dim) {
  return self.cross(other, dim);
}

Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim) {
  const char* op = "linalg.vecdot";
  check(is_floating_point(impl_of(x, op).dtype), ErrorKind::dtype,
        "{}: Expected a floating point or complex tensor as input. Got {}", op,
        toString(x.scalar_type()));
  check(x.scalar_type() == impl_of(y, op).dtype, ErrorKind::dtype,
        "{}: Expected x and y to have the same dtype, but found x of type {} and y of type {} "
        "instead",
        op, toString(x.scalar_type()), toString(y.scalar_type()));
  if (x.dim() == 1 && y.dim() == 1) return rename_node(dot(x, y), "VdotBackward0");
  return sum(x * y, dim);
}

namespace {

// 1, x, x^2, ... x^(n - 1) in a new last dim.
Tensor powers(const Tensor& x, int64_t n) {
  DimVector sizes(x.sizes());
  sizes.push_back(n - 1);
  const Tensor rest = cumprod(x.unsqueeze(-1).expand(sizes), -1);
  sizes.back() = 1;
  return cat({ones(sizes, rest.options()), rest}, -1);
}

}  // namespace

Tensor linalg_vander(const Tensor& x, std::optional<int64_t> N) {
  const ScalarType dtype = impl_of(x, "linalg.vander").dtype;
  check(dtype == kFloat || dtype == kDouble || is_integral(dtype, false), ErrorKind::dtype,
        "linalg.vander supports floating point, complex, and integer tensors, but got {}",
        toString(dtype));
  const Tensor bases = x.dim() == 0 ? x.unsqueeze(-1) : x;
  const int64_t n = N.value_or(bases.size(-1));
  check(n > 1, ErrorKind::value, "linalg.vander: N must be greater than 1.");
  return powers(bases, n);
}

Tensor vander(const Tensor& x, std::optional<int64_t> N, bool increasing) {
  check(impl_of(x, "vander").sizes.size() == 1, ErrorKind::shape,
        "vander: x must be a one-dimensional tensor.");
  const int64_t n = N.value_or(x.size(0));
  check(n >= 0, ErrorKind::value, "vander: N must be non-negative.");
  if (n < 2)
    return ones({x.size(0), n}, x.options().dtype(x.is_floating_point() ? x.scalar_type() : kLong));
  const Tensor y = powers(x, n);
  return increasing ? y : flip(y, {1});
}

Tensor linalg_diagonal(const Tensor& A, int64_t offset, int64_t dim1, int64_t dim2) {
  return A.diagonal(offset, dim1, dim2);
}

Tensor linalg_tensorinv(const Tensor& self, int64_t ind) {
  const DimVector sizes(impl_of(self, "linalg.tensorinv").sizes);
  check(ind > 0, ErrorKind::value,
        "linalg.tensorinv: Expected a strictly positive integer for 'ind', but got {}", ind);
  check(ind <= self.dim(), ErrorKind::value,
        "linalg.tensorinv: 'ind' is {}, but self has {} dimensions", ind, self.dim());
  const auto first = static_cast<size_t>(ind);
  const IntArrayRef rows(sizes.data(), first), columns(sizes.data() + first, sizes.size() - first);
  const int64_t n = product_of(columns);
  check(product_of(rows) == n, ErrorKind::shape,
        "linalg.tensorinv: Expected self to satisfy the requirement prod(self.shape[ind:]) == "
        "prod(self.shape[:ind]), but got {} != {}",
        n, product_of(rows));
  DimVector turned(columns);
  for (const int64_t size : rows) turned.push_back(size);
  return linalg_inv(self.reshape({n, n})).reshape(turned);
}

Tensor linalg_tensorsolve(const Tensor& self, const Tensor& other, OptionalIntArrayRef dims) {
  impl_of(self, "linalg.tensorsolve");
  const auto lead = static_cast<int64_t>(impl_of(other, "linalg.tensorsolve").sizes.size());
  Tensor a = self;
  if (dims) {
    DimVector ends;
    for (size_t i = 0; i < dims->size(); ++i)
      ends.push_back(self.dim() - static_cast<int64_t>(dims->size() - i));
    a = self.movedim(*dims, ends);
  }
  const auto first = static_cast<size_t>(std::min(lead, a.dim()));
  const IntArrayRef rows(a.sizes().data(), first),
      columns(a.sizes().data() + first, a.sizes().size() - first);
  const int64_t n = product_of(columns);
  check(other.numel() == n, ErrorKind::shape,
        "linalg.tensorsolve: Expected self to satisfy the requirement "
        "prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got {} != {}",
        n, other.numel());
  const DimVector sizes(columns);
  return linalg_solve(a.reshape({n, n}), other.reshape({-1})).reshape(sizes);
}

}  // namespace pumice
