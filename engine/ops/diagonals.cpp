// Diagonals: diag, diag_embed, trace.
#include "ops/diagonals.h"

#include "base/error.h"
#include "ops/view.h"
#include "pumice/functions.h"

namespace pumice {

Tensor diagonal_view(const char* op, const Tensor& self, int64_t offset, int64_t dim1,
                     int64_t dim2) {
  const TensorImpl& from = impl_of(self, op);
  const int64_t d1 = wrap_dim(dim1, self.dim(), op), d2 = wrap_dim(dim2, self.dim(), op);
  check(d1 != d2, ErrorKind::value, "{}: diagonal dimensions cannot be identical {}, {}", op, dim1,
        dim2);
  const int64_t length =
      std::max<int64_t>(offset >= 0 ? std::min(from.sizes[d1], from.sizes[d2] - offset)
                                    : std::min(from.sizes[d1] + offset, from.sizes[d2]),
                        0);
  const int64_t start = length == 0   ? 0
                        : offset >= 0 ? offset * from.strides[d2]
                                      : -offset * from.strides[d1];
  DimVector sizes = from.sizes, strides = from.strides;
  const int64_t step = strides[d1] + strides[d2];
  for (const int64_t d : {std::max(d1, d2), std::min(d1, d2)}) sizes.erase(d), strides.erase(d);
  sizes.push_back(length);
  strides.push_back(step);
  return view_of("DiagonalBackward0", self, sizes, strides, from.offset + start, [&]() -> GradFn {
    return [whole = from.sizes, offset, d1, d2](const Tensors& grads, Needs) {
      const Tensor result = zeros(whole, grads[0].options());
      diagonal_view("diagonal", result, offset, d1, d2).copy_(grads[0]);
      return Tensors{result};
    };
  });
}

Tensor diag_embed(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  impl_of(self, "diag_embed");
  const int64_t rank = self.dim() + 1;
  const int64_t d1 = wrap_dim(dim1, rank, "diag_embed"), d2 = wrap_dim(dim2, rank, "diag_embed");
  check(self.dim() > 0, ErrorKind::shape,
        "diag_embed: Dimension specified as -1 but tensor has no dimensions");
  check(d1 != d2, ErrorKind::value, "diag_embed: diagonal dimensions cannot be identical {}, {}",
        dim1, dim2);
  const int64_t side = self.size(-1) + std::abs(offset);
  DimVector sizes(self.sizes());
  sizes.pop_back();
  for (const int64_t d : {std::min(d1, d2), std::max(d1, d2)}) sizes.insert(d, side);
  const auto run = [&] {
    const NoGradGuard guard;
    const Tensor y = zeros(sizes, self.options());
    diagonal_view("diag_embed", y, offset, d1, d2).copy_(self);
    return y;
  };
  return record("DiagEmbedBackward0", {self}, run(), [&] {
    return [offset, d1, d2](const Tensors& g, Needs) {
      return Tensors{diagonal_view("diagonal", g[0], offset, d1, d2)};
    };
  });
}

Tensor diag(const Tensor& self, int64_t diagonal) {
  const int64_t rank = static_cast<int64_t>(impl_of(self, "diag").sizes.size());
  check(rank == 1 || rank == 2, ErrorKind::shape,
        "diag: diag(): Supports 1D or 2D tensors. Got {}D", rank);
  return rank == 1 ? diag_embed(self, diagonal)
                   : diagonal_view("diag", self, diagonal, 0, 1).clone();
}

Tensor trace(const Tensor& self) {
  check(impl_of(self, "trace").sizes.size() == 2, ErrorKind::shape,
        "trace: expected a matrix, but got tensor with dim {}", self.dim());
  return sum(diagonal_view("trace", self, 0, 0, 1));
}

Tensor Tensor::diag(int64_t diagonal) const { return pumice::diag(*this, diagonal); }
Tensor Tensor::diag_embed(int64_t offset, int64_t dim1, int64_t dim2) const {
  return pumice::diag_embed(*this, offset, dim1, dim2);
}
Tensor Tensor::trace() const { return pumice::trace(*this); }

}  // namespace pumice
