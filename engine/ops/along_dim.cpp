// Shapes about one dim, index checks, and tensors as bits.
#include "ops/along_dim.h"

#include "base/error.h"
#include "ops/refusals.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

Slices slices_of(const Tensor& tensor, int64_t dim) {
  Slices s;
  const IntArrayRef sizes = tensor.sizes();
  for (int64_t i = 0; i < tensor.dim(); ++i) {
    int64_t& part = i < dim ? s.outer : i == dim ? s.n : s.inner;
    part *= sizes[static_cast<size_t>(i)];
  }
  return s;
}

void check_floating(const char* op, const Tensor& tensor) {
  if (!tensor.is_floating_point()) refuse_dtype(op, tensor.scalar_type());
}

void check_index_dtype(const char* op, const Tensor& index) {
  check(index.scalar_type() == kLong, ErrorKind::dtype, "{}: {}(): Expected dtype int64 for index",
        op, op);
}

void check_gather_shapes(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                         const Tensor* source) {
  const auto rank = [](const Tensor& t) { return std::max<int64_t>(t.dim(), 1); };
  check(rank(index) == rank(self), ErrorKind::shape,
        "{}: Index tensor must have the same number of dimensions as {} tensor", op,
        source ? "self" : "input");
  for (int64_t d = 0; d < index.dim(); ++d) {
    const int64_t size = index.size(d);
    check(d == dim || self.dim() == 0 || size <= self.size(d), ErrorKind::shape,
          "{}: Size does not match at dimension {} expected index {} to be no larger than self {} "
          "apart from dimension {}",
          op, d, list_str(index.sizes()), list_str(self.sizes()), dim);
    check(!source || source->dim() == 0 || size <= source->size(d), ErrorKind::shape,
          "{}: Size does not match at dimension {} expected index {} to be no larger than src {}",
          op, d, list_str(index.sizes()), source ? write_list(source->sizes()) : "");
  }
}

Tensor narrow_to(const Tensor& t, IntArrayRef sizes, int64_t except) {
  Tensor part = t;
  for (int64_t d = 0; d < t.dim(); ++d)
    if (d != except && t.size(d) != sizes[static_cast<size_t>(d)])
      part = part.narrow(d, 0, sizes[static_cast<size_t>(d)]);
  return part;
}

ScalarType accumulate_dtype(ScalarType dtype) {
  if (dtype == kHalf || dtype == kBFloat16) return kFloat;
  return pumice::is_floating_point(dtype) || dtype == kLong ? dtype : kInt;
}

Bits bits_of(const Tensor& tensor) {
  const size_t bytes = tensor.element_size();
  Bits bits{make_alias(tensor), bytes == 8 ? 2u : 1u};
  TensorImpl& impl = *bits.tensor.impl();
  impl.dtype = bytes >= 4 ? kInt : bytes == 2 ? kShort : kByte;
  impl.offset *= bits.words;
  impl.set_sizes_contiguous({impl.numel * bits.words});
  return bits;
}

}  // namespace pumice
