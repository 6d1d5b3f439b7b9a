// Filling tensors in place.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor& filled(const char* op, const char* node, const Tensor& self, Scalar value) {
  impl_of(self, op);
  check_inplace(op, self, {}, Repeats::taken);
  const Tensor once = without_repeats(self);
  fill_into(once.defined() ? once : self, checked_number(value, self.scalar_type()));
  record_inplace(node, {self}, self, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) -> Tensors { return {zeros_like(grads[0])}; };
  });
  return const_cast<Tensor&>(self);
}

}  // namespace

Tensor& Tensor::fill_(Scalar value) const { return filled("fill_", "FillBackward2", *this, value); }
Tensor& Tensor::zero_() const { return filled("zero_", "ZeroBackward0", *this, 0); }

Tensor& Tensor::fill_(const Tensor& value) const {
  check(impl_of(value, "fill_", "#1 'value'").sizes.empty(), ErrorKind::shape,
        "fill_: fill_ only supports 0-dimension value tensor but got tensor with {} dimensions.",
        value.dim());
  check_inplace("fill_", *this, value, Repeats::taken);
  check_writable("fill_", *this, scalar_type());
  // An element of what is filled is read before.
  return rename_write(copy_(value.is_alias_of(*this) ? value.clone() : value), "FillBackward3");
}

Tensor& Tensor::fill_diagonal_(Scalar value, bool wrap) const {
  const IntArrayRef sizes = impl_of(*this, "fill_diagonal_").sizes;
  check(sizes.size() >= 2, ErrorKind::shape, "fill_diagonal_: dimensions must larger than 1");
  int64_t stride = 0, shortest = sizes[0];
  for (size_t d = 0; d < sizes.size(); ++d) {
    check(sizes.size() == 2 || sizes[d] == sizes[0], ErrorKind::shape,
          "fill_diagonal_: all dimensions of input must be of equal length");
    stride += strides()[d];
    shortest = std::min(shortest, sizes[d]);
  }
  check_inplace("fill_diagonal_", *this, {}, Repeats::taken);
  as_strided({shortest}, {stride}, storage_offset()).fill_(value);
  // A tall matrix's diagonal goes on below a row that stays as it is.
  const int64_t rows = sizes[0], columns = sizes.size() == 2 ? sizes[1] : rows;
  if (wrap && rows > columns + 1)
    for (int64_t from = columns + 1; from < rows; from += columns + 1) {
      const int64_t count = std::min(columns, rows - from);
      as_strided({count}, {stride}, storage_offset() + from * strides()[0]).fill_(value);
    }
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
