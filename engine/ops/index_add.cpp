// index_add: always in the same order, without atomics.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/index.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "shaders/kernels/index_add.h"

namespace pumice {

void add_slices(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& source,
                int64_t skip) {
  const Slices s = slices_of(y, dim);
  const int64_t count = index.numel();
  if (source.numel() == 0 || y.numel() == 0) return;
  // Groups share out the destinations; each reads the whole index, so not too many of them.
  uint32_t buckets = 1;
  while (buckets < 64 && s.outer * buckets < 256 && count > 4 * buckets) buckets *= 2;
  launch(kernel::index_add{static_cast<uint32_t>(s.outer), static_cast<uint32_t>(count),
                           static_cast<uint32_t>(s.n), static_cast<uint32_t>(s.inner), buckets,
                           static_cast<int32_t>(skip)},
         {source, index, y},
         {.groups = static_cast<uint32_t>(s.outer) * buckets,
          .width = static_cast<uint32_t>(s.inner)});
}

Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  const char* op = "index_add";
  impl_of(self, op);
  impl_of(index, op);
  impl_of(source, op);
  check_index_dtype(op, index);
  check(index.dim() <= 1, ErrorKind::shape, "{}: Index is supposed to be a vector, got shape {}",
        op, shape_str(index.sizes()));
  check(self.scalar_type() == source.scalar_type(), ErrorKind::dtype,
        "{}: self ({}) and source ({}) must have the same scalar type", op,
        dtype_name(self.scalar_type()), dtype_name(source.scalar_type()));
  dim = wrap_dim(dim, self.dim(), op);
  DimVector expected(self.sizes());
  if (self.dim() > 0) expected[static_cast<size_t>(dim)] = index.numel();
  check(source.sizes() == IntArrayRef(expected), ErrorKind::shape,
        "{}: expected source of shape {}, got {}", op, shape_str(expected),
        shape_str(source.sizes()));
  const Tensor at = index.contiguous();
  check_index_range(op, at, dim, self.dim() ? self.size(dim) : 1);
  Tensor result;
  {
    NoGradGuard no_grad;
    result =
        self.to(TensorOptions(accumulate_dtype(op, self.scalar_type())), false, true).contiguous();
    add_slices(result, dim, at, source.contiguous());
    result = result.to(self.scalar_type());
  }
  return record("IndexAddBackward0", {self, source}, result, [&] {
    return [at = Saved(at), dim, sizes = DimVector(source.sizes())](const Tensors& g, Needs needs) {
      return Tensors{needs[0] ? g[0] : Tensor(),
                     needs[1] ? index_select(g[0], dim, at.unpack()).reshape(sizes) : Tensor()};
    };
  });
}

}  // namespace pumice
