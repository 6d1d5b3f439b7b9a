// index_select.
#include "shaders/kernels/index_select.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

Tensor pick_slices(const Tensor& self, int64_t dim, const Tensor& index, IntArrayRef sizes) {
  NoGradGuard no_grad;
  Tensor y = make_tensor(sizes, self.scalar_type(), self.device());
  if (y.numel() == 0) return y;
  const Tensor x = self.contiguous();
  const Slices s = slices_of(x, dim);
  const Bits in = bits_of(x), out = bits_of(y);
  const int64_t count = index.numel(), rows = s.outer * count, inner = s.inner * in.words;
  const bool lanes = inner < 16;
  const int64_t share = lanes ? kBlock / inner : 1;
  using Form = kernel::index_select::FORM;
  launch(kernel::index_select{static_cast<uint32_t>(rows), static_cast<uint32_t>(count),
                              static_cast<uint32_t>(s.n), static_cast<uint32_t>(inner),
                              static_cast<uint32_t>(share)},
         {in.tensor, index, out.tensor},
         {.groups = static_cast<uint32_t>((rows + share - 1) / share),
          .width = lanes ? 256 : static_cast<uint32_t>(inner),
          .spec = {static_cast<uint16_t>(!lanes                       ? Form::rows
                                         : s.outer == 1 && inner == 1 ? Form::single
                                                                      : Form::lanes)}});
  return y;
}

Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index) {
  const char* op = "index_select";
  impl_of(self, op);
  impl_of(index, op, "#2 'index'");
  dim = wrap_dim(dim, self.dim(), op);
  check(index.dim() <= 1, ErrorKind::index, "{0}: {0}(): Index is supposed to be a vector", op);
  check(self.dim() > 0 || index.numel() == 1, ErrorKind::shape,
        "{0}: {0}(): Index to scalar can have only 1 value, got {1} value(s)", op, index.numel());
  check(index.scalar_type() == kLong || index.scalar_type() == kInt, ErrorKind::dtype,
        "{0}: {0}(): Expected dtype int32 or int64 for index", op);
  check(index.numel() == 0 || self.dim() < 2 || self.size(dim) > 0, ErrorKind::shape,
        "{0}: {0}(): self indexing axis dim should be positive", op);
  const Tensor at = index.to(kLong).contiguous();
  if (dim == 1)  // which PyTorch reads by a loop of its own
    check_bounds(
        {op, "INDICES element is out of DATA bounds, id={value} axis_dim={size}", ErrorKind::value},
        at, {.low = 0, .high = self.size(1), .dim = 1});
  else
    check_slices(op, at, self, dim);
  DimVector sizes(self.sizes());
  if (self.dim() > 0) sizes[static_cast<size_t>(dim)] = at.numel();
  return record("IndexSelectBackward0", {self}, pick_slices(self, dim, at, sizes), [&] {
    return [at = Saved(at), dim, from = DimVector(self.sizes())](const Tensors& g, Needs) {
      const KnownInBounds known;
      const Tensor into = zeros(from, g[0].options()), index = at.unpack();
      return Tensors{into.index_add_(dim, index, g[0])};
    };
  });
}

Tensor Tensor::index_select(int64_t dim, const Tensor& index) const {
  return pumice::index_select(*this, dim, index);
}

}  // namespace pumice
