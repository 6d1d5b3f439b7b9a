// sort, argsort, msort, topk, kthvalue, with their gradients.
#include "ops/sort.h"
#include "ops/refusals.h"

#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/copy.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

Tensor record_selection(const char* node, const Tensor& self, int64_t dim, const Tensor& values,
                        const Tensor& indices, bool keepdim, bool again) {
  if (values.dim() == self.dim()) keepdim = true;
  return record(node, {self}, as_own(values), [&]() -> GradFn {
    return [dim, keepdim, again, indices, sizes = DimVector(self.sizes())](const Tensors& grads,
                                                                           Needs) -> Tensors {
      const Tensor g = keepdim ? grads[0] : grads[0].unsqueeze(dim);
      const Tensor at = keepdim ? indices : indices.unsqueeze(dim);
      const Tensor into = empty(sizes, g.options()).zero_();  // a write that counts, as in PyTorch
      return {again ? into.scatter_add_(dim, at, g) : into.scatter_(dim, at, g)};
    };
  });
}

namespace {

// (values, indices), laid out as a copy of self.
std::pair<Tensor, Tensor> sorted(const char* op, const Tensor& self, int64_t dim, bool descending) {
  impl_of(self, op);
  auto [values, indices] = sort_keys(self, wrap_dim(dim, self.dim(), op), descending);
  return {laid_out_like(std::move(values), self), laid_out_like(std::move(indices), self)};
}

}  // namespace

namespace {
std::tuple<Tensor, Tensor> sort_as(const char* node, const Tensor& self, int64_t dim,
                                   bool descending) {
  const auto [values, indices] = sorted("sort", self, dim, descending);
  dim = wrap_dim(dim, self.dim(), "sort");
  return {record_selection(node, self, dim, values, indices, true), indices};
}
}  // namespace

std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim, bool descending) {
  return sort_as("SortBackward0", self, dim, descending);
}
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool>, int64_t dim,
                                bool descending) {
  return sort_as("SortBackward1", self, dim, descending);
}

Tensor argsort(const Tensor& self, int64_t dim, bool descending) {
  return sorted("argsort", self, dim, descending).second;
}
Tensor argsort(const Tensor& self, bool, int64_t dim, bool descending) {
  return argsort(self, dim, descending);
}

Tensor msort(const Tensor& self) { return std::get<0>(pumice::sort(self, 0)); }

std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim, bool largest, bool) {
  impl_of(self, "topk");
  dim = wrap_dim(dim, self.dim(), "topk");
  check(k >= 0 && k <= (self.dim() ? self.size(dim) : 1), ErrorKind::value,
        "topk: selected index k out of range");
  check_dtype("topk", self);
  // The one element of a number, even where none is asked for, as in PyTorch.
  if (self.dim() == 0) k = 1;
  const auto [values, indices] = ordered_keys(self, dim, 0, k, largest);
  return {record_selection("TopkBackward0", self, dim, values, indices, true), indices};
}

std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k, int64_t dim, bool keepdim) {
  impl_of(self, "kthvalue");
  dim = wrap_dim(dim, self.dim(), "kthvalue");
  const int64_t n = self.dim() ? self.size(dim) : 1;
  check(n > 0, ErrorKind::index, "kthvalue(): Expected reduction dim {} to have non-zero size.",
        dim);
  check(k >= 1 && k <= n, ErrorKind::value,
        "kthvalue: kthvalue(): selected number k out of range for dimension {}", dim);
  check_dtype("kthvalue", self);
  auto [values, indices] = ordered_keys(self, dim, k - 1, 1, false);
  if (self.dim() && !keepdim) {
    DimVector sizes(self.sizes());
    sizes.erase(static_cast<size_t>(dim));
    values = values.view(sizes);
    indices = as_own(indices.view(sizes));
  }
  return {record_selection("KthvalueBackward0", self, dim, values, indices, keepdim), indices};
}

std::tuple<Tensor, Tensor> Tensor::sort(int64_t dim, bool descending) const {
  return pumice::sort(*this, dim, descending);
}
std::tuple<Tensor, Tensor> Tensor::sort(std::optional<bool> stable, int64_t dim,
                                        bool descending) const {
  return pumice::sort(*this, stable, dim, descending);
}
Tensor Tensor::argsort(bool stable, int64_t dim, bool descending) const {
  return pumice::argsort(*this, stable, dim, descending);
}
Tensor Tensor::msort() const { return pumice::msort(*this); }
Tensor Tensor::argsort(int64_t dim, bool descending) const {
  return pumice::argsort(*this, dim, descending);
}
std::tuple<Tensor, Tensor> Tensor::topk(int64_t k, int64_t dim, bool largest, bool sorted) const {
  return pumice::topk(*this, k, dim, largest, sorted);
}
std::tuple<Tensor, Tensor> Tensor::kthvalue(int64_t k, int64_t dim, bool keepdim) const {
  return pumice::kthvalue(*this, k, dim, keepdim);
}

}  // namespace pumice
