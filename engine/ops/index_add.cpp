// index_add and index_add_, and the joining of slices: always in the same order, without atomics.
#include "shaders/kernels/index_add.h"
#include "autograd/record.h"
#include "base/thread_pool.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "ops/launch.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "shaders/kernels/segment_join.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// For long indices on devices with many lanes: sorting brings equal ones together.
void join_sorted(const Tensor& y, const Slices& s, const Tensor& index, const Tensor& source,
                 int64_t skip, Join join) {
  const NoGradGuard no_grad;
  const int64_t count = index.numel();
  const auto [sorted, places] = sort_keys(index.view({count}), 0);
  launch(kernel::segment_join{static_cast<uint32_t>(s.outer), static_cast<uint32_t>(count),
                              static_cast<uint32_t>(s.n), static_cast<uint32_t>(s.inner),
                              static_cast<int32_t>(skip)},
         {source, sorted, places, y},
         {.groups = blocks(s.outer * count * s.inner), .spec = {static_cast<uint16_t>(join)}});
}

}  // namespace

void add_slices(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& source,
                int64_t skip, Join join) {
  const Slices s = slices_of(y, dim);
  const int64_t count = index.numel();
  if (source.numel() == 0 || y.numel() == 0) return;
  const bool cpu = y.device().is_cpu();
  if (!cpu && count > 2048) return join_sorted(y, s, index, source, skip, join);
  // Groups share out the destinations; each reads the whole index, so not too many of them. Threads
  // share them out by cache lines, and single elements not at all.
  const int64_t most = !cpu ? 64 : s.inner == 1 ? 1 : num_threads(), enough = cpu ? most : 256;
  uint32_t buckets = 1;
  while (2 * buckets <= most && s.outer * buckets < enough && count > 4 * buckets) buckets *= 2;
  launch(kernel::index_add{static_cast<uint32_t>(s.outer), static_cast<uint32_t>(count),
                           static_cast<uint32_t>(s.n), static_cast<uint32_t>(s.inner), buckets,
                           cpu && s.n >= 1024 ? 4u : 0u, static_cast<int32_t>(skip)},
         {source, index, y},
         {.groups = static_cast<uint32_t>(s.outer) * buckets,
          .width = static_cast<uint32_t>(s.inner),
          .spec = {static_cast<uint16_t>(join)}});
}

JoinedSlices check_slice_join(const char* op, const char* said, const Tensor& self, int64_t dim,
                              const Tensor& index, const Tensor& source, bool whole,
                              bool scattered) {
  impl_of(self, op);
  impl_of(index, op, "#2 'index'");
  impl_of(source, op, "#3 'source'");
  dim = wrap_dim(dim, self.dim(), op);
  check(index.dim() <= 1, ErrorKind::index,
        "{}: {}: Index is supposed to be a vector, but got dim: {} with type: {} and "
        "size: {}",
        op, said, index.dim(), toString(index.scalar_type()), list_str(index.sizes()));
  check(index.scalar_type() == kLong || index.scalar_type() == kInt, ErrorKind::dtype,
        "{}: {}: Expected dtype int32/int64 for index but got: {}", op, said,
        toString(index.scalar_type()));
  check(self.scalar_type() == source.scalar_type(), ErrorKind::dtype,
        "{}: {}: self ({}) and source ({}) must have the same scalar type", op, said,
        toString(self.scalar_type()), toString(source.scalar_type()));
  check(dim == 0 || dim < source.dim(), ErrorKind::shape,
        "{}: {}: Indexing dim {} is out of bounds of the source tensor with dim {}", op, said, dim,
        source.dim());
  int64_t given = source.dim() == 0 ? 1 : source.size(dim);
  if (given != index.numel()) given = source.size(dim);  // of a number that is an error already
  check(given == index.numel(), ErrorKind::shape,
        "{}: {}: Number of indices ({}) should be equal to source.size(dim): ({}), for "
        "dim: {}",
        op, said, index.numel(), given, dim);
  check((!whole && self.dim() <= 1 && source.dim() <= 1) || self.dim() == source.dim(),
        ErrorKind::shape,
        "{}: source tensor shape must match self tensor shape, excluding the specified dimension. "
        "Got self.shape = {} source.shape = {}",
        op, list_str(self.sizes()), list_str(source.sizes()));
  for (int64_t d = 0; d < self.dim(); ++d)
    check(d == dim || self.size(d) == source.size(d), ErrorKind::shape,
          "{}: source tensor shape must match self tensor shape, excluding the specified "
          "dimension. Got self.shape = {} source.shape = {}",
          op, list_str(self.sizes()), list_str(source.sizes()));
  Tensor at = index.to(kLong).contiguous();
  if (scattered)
    check_indices(op, at, {.dim = dim, .size = self.size(dim)}, /*wraps=*/false, ErrorKind::value);
  else if (self.dim() <= 1 || self.numel() > 0)  // of nothing, PyTorch reads no index
    check_slices(op, at, self, dim);
  return {dim, std::move(at)};
}

namespace {

// PyTorch scatters matrices that are not scaled, whose errors differ.
JoinedSlices check_added(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                         const Tensor& source, Scalar alpha) {
  const bool scattered =
      self.defined() && self.dim() > 1 && !alpha.is_boolean() && alpha.to_double() == 1;
  return check_slice_join(op, "index_add_()", self, dim, index, source, false, scattered);
}

// self += alpha * source at the index, below autograd.
void add_into(const Tensor& self, const JoinedSlices& a, const Tensor& source, Scalar alpha) {
  const NoGradGuard no_grad;
  const ScalarType compute = accumulate_dtype(self.scalar_type());
  // Integers are scaled by integers: 1.5 is 1.
  const Scalar factor = pumice::is_floating_point(compute) ? alpha : Scalar(alpha.to_long());
  Tensor parts = alpha.to_double() == 1 ? source : source.to(compute) * factor;
  if (!pumice::is_floating_point(parts.scalar_type())) parts = parts.to(compute);
  parts = parts.contiguous();
  with_workable(self, compute, [&](const Tensor& y) { add_slices(y, a.dim, a.at, parts); });
}

GradFn index_add_grad(const JoinedSlices& a, const Tensor& source, Scalar alpha) {
  return [at = Saved(a.at), dim = a.dim, alpha, sizes = DimVector(source.sizes())](const Tensors& g,
                                                                                   Needs needs) {
    const KnownInBounds known;
    Tensor dsource;
    if (needs[1]) {
      dsource = index_select(g[0], dim, at.unpack()).reshape(sizes);
      if (alpha.to_double() != 1) dsource = dsource * alpha;
    }
    return Tensors{needs[0] ? g[0] : Tensor(), dsource};
  };
}

}  // namespace

Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                 Scalar alpha) {
  const JoinedSlices a = check_added("index_add", self, dim, index, source, alpha);
  Tensor result;
  {
    const NoGradGuard no_grad;
    result = self.clone(MemoryFormat::Contiguous);
  }
  add_into(result, a, source, alpha);
  return record("IndexAddBackward0", {self, source}, result,
                [&] { return index_add_grad(a, source, alpha); });
}

Tensor& Tensor::index_add_(int64_t dim, const Tensor& index, const Tensor& source,
                           Scalar alpha) const {
  check_inplace("index_add_", *this, source);
  const JoinedSlices a = check_added("index_add_", *this, dim, index, source, alpha);
  add_into(*this, a, apart("index_add_", *this, source), alpha);
  record_inplace("IndexAddBackward0", {{*this, source}}, *this,
                 [&] { return index_add_grad(a, source, alpha); });
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::index_add(int64_t dim, const Tensor& index, const Tensor& source,
                         Scalar alpha) const {
  return pumice::index_add(*this, dim, index, source, alpha);
}

}  // namespace pumice
