// scatter: elements written at an index along a dim; with a reduction it is scatter_reduce's.
#include "ops/scatter.h"

#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

void check_scatter_shapes(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                          const Tensor* src) {
  const auto rank = [](const Tensor& t) { return std::max<int64_t>(t.dim(), 1); };
  check(rank(index) == rank(self), ErrorKind::shape,
        "{}: Index tensor must have the same number of dimensions as self tensor", op);
  check(!src || rank(index) == rank(*src), ErrorKind::shape,
        "{}: Index tensor must have the same number of dimensions as src tensor", op);
  bool fits = true;
  for (int64_t d = 0; d < index.dim(); ++d) {
    fits = fits && (d == dim || self.dim() == 0 || index.size(d) <= self.size(d));
    fits = fits && (!src || src->dim() == 0 || index.size(d) <= src->size(d));
  }
  check(fits, ErrorKind::shape,
        "{}: Expected index {} to be no larger than self {} apart from dimension {}{}", op,
        list_str(index.sizes()), list_str(self.sizes()), dim,
        src ? " and to be no larger size than src " + write_list(src->sizes()) : "");
}

}  // namespace

int64_t check_scatter(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                      const Tensor* src) {
  impl_of(self, op);
  impl_of(index, op, "#2 'index'");
  dim = wrap_dim(dim, self.dim(), op);
  if (index.numel() > 0) check_index_dtype("scatter", index);
  if (src)
    check(self.scalar_type() == impl_of(*src, op, "#3 'src'").dtype, ErrorKind::dtype,
          "{}: scatter(): Expected self.dtype to be equal to src.dtype", op);
  if (index.numel() == 0) return dim;
  check_scatter_shapes(op, self, dim, index, src);
  return dim;
}

void check_scattered(const char* op, const Tensor& self, int64_t dim, const Tensor& index) {
  if (index.numel() > 0)
    check_indices(op, index, {dim, self.dim() ? self.size(dim) : 1, 1}, false, ErrorKind::value);
}

Tensor with_gaps(const Tensor& grad, IntArrayRef sizes) {
  Tensor whole = grad;
  for (int64_t d = 0; d < grad.dim(); ++d)
    if (const int64_t missing = sizes[static_cast<size_t>(d)] - grad.size(d); missing > 0) {
      DimVector gap(whole.sizes());
      gap[static_cast<size_t>(d)] = missing;
      whole = cat(std::vector<Tensor>{whole, zeros(gap, whole.options())}, d);
    }
  return whole.reshape(sizes);
}

namespace {

// self[index] = values (of index's sizes, or broadcasting to them), below autograd.
void scatter_into(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& values) {
  if (index.numel() == 0) return;
  const NoGradGuard no_grad;
  const bool scalar = self.dim() == 0;
  const Tensor y = scalar ? self.view({1}) : self;
  const Tensor at = index.dim() == 0 ? index.view({1}) : index;
  const Tensor offsets =
      offsets_of({at}, at.sizes(), IndexedDim{dim, y.size(dim), y.stride(dim)}, false);
  DimVector places(y.strides());
  places[static_cast<size_t>(dim)] = 0;
  put_elements(y, at.sizes(), places, offsets, values);
}

GradFn scatter_grad(int64_t dim, const Tensor& index, const Tensor& src) {
  DimVector sizes;
  if (src.defined()) sizes = DimVector(src.sizes());
  return [dim, at = Saved(index), sizes, by_tensor = src.defined()](const Tensors& g, Needs needs) {
    const KnownInBounds known;
    const Tensor index = at.unpack();
    Tensors grads{needs[0] ? scatter(g[0], dim, index, 0) : Tensor()};
    if (by_tensor)
      grads.push_back(needs[1] ? with_gaps(gather(g[0], dim, index), sizes) : Tensor());
    return grads;
  };
}

Tensor values_at(const Tensor& index, const Tensor& src) {
  const NoGradGuard no_grad;
  if (index.numel() == 0) return src;
  return src.dim() == 0 ? src : narrow_to(src, index.dim() ? index.sizes() : IntArrayRef{1}, -1);
}

Tensor number(const Tensor& self, Scalar value) { return full({}, value, self.options()); }

void warn_of_reduce() {
  warn_once(
      "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a "
      "future PyTorch release. Use torch.scatter_reduce instead for more reduction options.");
}

Join join_named(const char* op, std::string_view reduce) {
  check(reduce == "add" || reduce == "multiply", ErrorKind::value,
        "{}: reduce argument must be either add or multiply.", op);
  return reduce == "add" ? Join::sum : Join::prod;
}

std::string_view name_of(Join join) { return join == Join::sum ? "sum" : "prod"; }

}  // namespace

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  dim = check_scatter("scatter", self, dim, index, &src);
  check_scattered("scatter", self, dim, index);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = self.clone(MemoryFormat::Contiguous);
  }
  scatter_into(out, dim, index, values_at(index, src));
  return record("ScatterBackward0", {self, src}, out,
                [&] { return scatter_grad(dim, index, src); });
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, Scalar value) {
  dim = check_scatter("scatter", self, dim, index, nullptr);
  check_scattered("scatter", self, dim, index);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = self.clone(MemoryFormat::Contiguous);
  }
  scatter_into(out, dim, index, number(self, value));
  return record("ScatterBackward1", {self}, out, [&] { return scatter_grad(dim, index, {}); });
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
               std::string_view reduce) {
  warn_of_reduce();
  check_scatter("scatter", self, dim, index, &src);
  return refuse_gradient(
      scatter_reduce(self, dim, index, src, name_of(join_named("scatter", reduce))), "scatter");
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, Scalar value,
               std::string_view reduce) {
  check_scatter("scatter", self, dim, index, nullptr);
  const Tensor values = full(index.sizes(), value, self.options());
  return refuse_gradient(
      scatter_reduce(self, dim, index, values, name_of(join_named("scatter", reduce))), "scatter");
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& src) const {
  const char* op = "scatter_";
  check_inplace(op, *this, src);
  dim = check_scatter(op, *this, dim, index, &src);
  check_scattered(op, *this, dim, index);
  scatter_into(*this, dim, index, values_at(index, apart(op, *this, src)));
  record_inplace("ScatterBackward0", {{*this, src}}, *this,
                 [&] { return scatter_grad(dim, index, src); });
  return const_cast<Tensor&>(*this);
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, Scalar value) const {
  check_inplace("scatter_", *this);
  dim = check_scatter("scatter_", *this, dim, index, nullptr);
  check_scattered("scatter_", *this, dim, index);
  scatter_into(*this, dim, index, number(*this, value));
  record_inplace("ScatterBackward1", {*this}, *this, [&] { return scatter_grad(dim, index, {}); });
  return const_cast<Tensor&>(*this);
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& src,
                         std::string_view reduce) const {
  warn_of_reduce();
  check_scatter("scatter_", *this, dim, index, &src);
  scatter_reduce_(dim, index, src, name_of(join_named("scatter_", reduce)));
  return refuse_gradient(*this, "scatter_");
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, Scalar value,
                         std::string_view reduce) const {
  check_scatter("scatter_", *this, dim, index, nullptr);
  scatter_reduce_(dim, index, full(index.sizes(), value, options()),
                  name_of(join_named("scatter_", reduce)));
  return refuse_gradient(*this, "scatter_");
}

Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Tensor& src) const {
  return pumice::scatter(*this, dim, index, src);
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, Scalar value) const {
  return pumice::scatter(*this, dim, index, value);
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Tensor& src,
                       std::string_view reduce) const {
  return pumice::scatter(*this, dim, index, src, reduce);
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, Scalar value,
                       std::string_view reduce) const {
  return pumice::scatter(*this, dim, index, value, reduce);
}

}  // namespace pumice
