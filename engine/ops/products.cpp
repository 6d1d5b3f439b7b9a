// Products over other operators: outer, inner, tensordot, kron.
#include "autograd/record.h"
#include "base/error.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

Tensor outer(const Tensor& self, const Tensor& vec2) {
  check(self.dim() == 1, ErrorKind::shape, "outer: Expected 1-D argument self, but got {}-D",
        self.dim());
  check(vec2.dim() == 1, ErrorKind::shape, "outer: Expected 1-D argument vec2, but got {}-D",
        vec2.dim());
  return mul(self.unsqueeze(1), vec2);
}

Tensor inner(const Tensor& self, const Tensor& other) {
  if (self.dim() == 0 || other.dim() == 0) return mul(self, other);
  check(self.size(-1) == other.size(-1), ErrorKind::shape,
        "inner: inner() the last dimension must match on both input tensors but got shapes {} "
        "and {}",
        list_str(self.sizes()), list_str(other.sizes()));
  return tensordot(self, other, {-1}, {-1});
}

namespace {

/// Dims counted from the front; no dim twice.
DimVector wrapped(IntArrayRef dims, const Tensor& t) {
  DimVector out;
  for (const int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, t.dim(), "tensordot");
    check(std::ranges::find(out, d) == out.end(), ErrorKind::value,
          "tensordot: dim {} appears multiple times in the list of dims", d);
    out.push_back(d);
  }
  return out;
}

/// The dims that are not contracted.
DimVector others(const DimVector& dims, const Tensor& t) {
  DimVector out;
  for (int64_t d = 0; d < t.dim(); ++d)
    if (std::ranges::find(dims, d) == dims.end()) out.push_back(d);
  return out;
}

DimVector joined(const DimVector& a, const DimVector& b) {
  DimVector out = a;
  for (const int64_t d : b) out.push_back(d);
  return out;
}

}  // namespace

Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                 IntArrayRef dims_other) {
  check(dims_self.size() == dims_other.size(), ErrorKind::shape,
        "tensordot: both dimension lists should have same length");
  Tensor a = self, b = other;
  check(impl_of(a, "tensordot").dtype == impl_of(b, "tensordot").dtype, ErrorKind::dtype,
        "tensordot: both inputs should have same dtype");
  for (size_t i = 0; i < dims_self.size(); ++i) {
    const int64_t na = self.size(dims_self[i]), nb = other.size(dims_other[i]);
    if (nb == 1)
      a = sum(a, IntArrayRef(dims_self[i]), true, a.scalar_type());
    else if (na == 1)
      b = sum(b, IntArrayRef(dims_other[i]), true, b.scalar_type());
    else
      check(na == nb, ErrorKind::shape,
            "tensordot: contracted dimensions need to match, but first has size {} in dim {} and "
            "second has size {} in dim {}",
            na, dims_self[i], nb, dims_other[i]);
  }
  const DimVector da = wrapped(dims_self, a), db = wrapped(dims_other, b);
  int64_t inner = 1;
  for (const int64_t d : da) inner *= a.size(d);
  const DimVector ra = others(da, a), rb = others(db, b);
  DimVector shape;
  int64_t rows = 1, columns = 1;
  for (const int64_t d : ra) shape.push_back(a.size(d)), rows *= a.size(d);
  for (const int64_t d : rb) shape.push_back(b.size(d)), columns *= b.size(d);
  return mm(a.permute(joined(ra, da)).reshape({rows, inner}),
            b.permute(joined(db, rb)).reshape({inner, columns}))
      .reshape(shape);
}

Tensor kron(const Tensor& self, const Tensor& other) {
  const int64_t rank = std::max(self.dim(), other.dim());
  DimVector a(static_cast<size_t>(2 * rank), 1), b = a, shape(static_cast<size_t>(rank), 1);
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t in_a = d - (rank - self.dim()), in_b = d - (rank - other.dim());
    if (in_a >= 0) a[2 * d] = self.size(in_a);
    if (in_b >= 0) b[2 * d + 1] = other.size(in_b);
    shape[d] = a[2 * d] * b[2 * d + 1];
  }
  return as_own(
      rename_node(mul(self.reshape(a), other.reshape(b)).reshape(shape), "UnsafeViewBackward0"));
}

Tensor Tensor::outer(const Tensor& vec2) const { return pumice::outer(*this, vec2); }
Tensor Tensor::inner(const Tensor& other) const { return pumice::inner(*this, other); }
Tensor Tensor::kron(const Tensor& other) const { return pumice::kron(*this, other); }

}  // namespace pumice
