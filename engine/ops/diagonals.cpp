// Diagonals: diag, diag_embed, trace.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

Tensor diag_embed(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  impl_of(self, "diag_embed");
  const int64_t rank = self.dim() + 1;
  const int64_t d1 = wrap_dim(dim1, rank, "diag_embed"), d2 = wrap_dim(dim2, rank, "diag_embed");
  check(d1 != d2, ErrorKind::value, "diag_embed: diagonal dimensions cannot be identical {}, {}",
        dim1, dim2);
  const int64_t side = self.size(-1) + std::abs(offset);
  DimVector sizes(self.sizes());
  sizes.pop_back();
  for (const int64_t d : {std::min(d1, d2), std::max(d1, d2)}) sizes.insert(d, side);
  const auto run = [&] {
    const NoGradGuard guard;
    Tensor y = zeros(sizes, self.options());
    y.diagonal(offset, d1, d2).copy_(self);
    return y;
  };
  return record("DiagEmbedBackward0", {self}, run(), [&] {
    return [offset, d1, d2](const Tensors& g, Needs) {
      return Tensors{g[0].diagonal(offset, d1, d2)};
    };
  });
}

Tensor diag(const Tensor& self, int64_t diagonal) {
  const int64_t rank = static_cast<int64_t>(impl_of(self, "diag").sizes.size());
  check(rank == 1 || rank == 2, ErrorKind::shape,
        "diag: diag(): Supports 1D or 2D tensors. Got {}D", rank);
  return rank == 1 ? diag_embed(self, diagonal)
                   : rename_node(self.diagonal(diagonal).clone(), "DiagonalBackward0_copy");
}

Tensor trace(const Tensor& self) {
  const ScalarType dtype = impl_of(self, "trace").dtype;
  if (dtype == kHalf || dtype == kBFloat16) refuse_dtype("trace", dtype);
  check_dtype("trace", self);
  check(self.dim() == 2, ErrorKind::shape, "trace: expected a matrix, but got tensor with dim {}",
        self.dim());
  return rename_node(sum(self.diagonal()), "TraceBackward0");
}

Tensor Tensor::diag(int64_t diagonal) const { return pumice::diag(*this, diagonal); }
Tensor Tensor::diagflat(int64_t offset) const {
  return pumice::diag_embed(contiguous().view({-1}), offset);
}
Tensor Tensor::diag_embed(int64_t offset, int64_t dim1, int64_t dim2) const {
  return pumice::diag_embed(*this, offset, dim1, dim2);
}
Tensor Tensor::trace() const { return pumice::trace(*this); }

}  // namespace pumice
