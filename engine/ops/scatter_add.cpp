// scatter_add: always in the same order, without atomics.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "shaders/kernels/scatter_add.h"

namespace pumice {
namespace {

/// Shares of the destinations, so that few columns still keep a device busy: a power of two.
uint32_t bucket_count(int64_t columns, int64_t count) {
  uint32_t buckets = 1;
  while (columns * buckets < 512 && count > 8 * buckets && buckets < 64) buckets *= 2;
  return buckets;
}

// Adds onto y, which is contiguous and of compute dtype.
void add_into(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& src) {
  const Slices from = slices_of(index, dim), to = slices_of(y, dim);
  const uint32_t buckets = bucket_count(from.count(), from.n);
  launch(
      kernel::scatter_add{from.count(), static_cast<uint32_t>(from.n), static_cast<uint32_t>(to.n),
                          static_cast<uint32_t>(from.inner), buckets},
      {src, index, y}, {.groups = blocks(int64_t{from.count()} * buckets)});
}

}  // namespace

Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  const char* op = "scatter_add";
  impl_of(self, op);
  impl_of(index, op);
  impl_of(src, op);
  check_index_dtype(op, index);
  check(self.scalar_type() == src.scalar_type(), ErrorKind::dtype,
        "{}: Expected self.dtype to be equal to src.dtype, got {} and {}", op,
        dtype_name(self.scalar_type()), dtype_name(src.scalar_type()));
  dim = wrap_dim(dim, self.dim(), op);
  check_gather_shapes(op, self, dim, index, &src);
  Tensor result;
  {
    NoGradGuard no_grad;
    const Tensor at = index.contiguous();
    check_index_range(op, at, dim, self.dim() ? self.size(dim) : 1);
    const ScalarType compute = accumulate_dtype(op, self.scalar_type());
    result = self.to(TensorOptions(compute), false, true).contiguous();
    if (at.numel() > 0) {
      const Tensor values = narrow_to(src, index.sizes(), -1).contiguous();
      const Tensor part = narrow_to(result, index.sizes(), dim);
      const Tensor target = part.contiguous();
      add_into(target, dim, at, values);
      if (!part.is_contiguous()) part.copy_(target);
    }
    result = result.to(self.scalar_type());
  }
  return record("ScatterAddBackward0", {self, src}, result, [&] {
    return
        [index = Saved(index), dim, sizes = DimVector(src.sizes())](const Tensors& g, Needs needs) {
          Tensor dsrc;
          if (needs[1]) {
            const Tensor at = index.unpack();
            dsrc = gather(g[0], dim, at);
            // What src holds beyond the index has no part in the result.
            for (int64_t d = 0; d < at.dim(); ++d)
              if (const int64_t missing = sizes[static_cast<size_t>(d)] - at.size(d); missing > 0) {
                DimVector gap(dsrc.sizes());
                gap[static_cast<size_t>(d)] = missing;
                dsrc = cat(std::vector<Tensor>{dsrc, zeros(gap, dsrc.options())}, d);
              }
          }
          return Tensors{needs[0] ? g[0] : Tensor(), dsrc};
        };
  });
}

}  // namespace pumice
