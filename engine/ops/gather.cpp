// gather and take_along_dim.
#include "shaders/kernels/gather.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

Tensor gather(const Tensor& self, int64_t dim, const Tensor& index, bool sparse_grad) {
  check(!sparse_grad, ErrorKind::unsupported, "gather: sparse gradients are not offered");
  impl_of(self, "gather");
  impl_of(index, "gather", "#2 'index'");
  dim = wrap_dim(dim, self.dim(), "gather");
  if (index.numel() > 0) {
    check_index_dtype("gather", index);
    check_gather_shapes("gather", self, dim, index, nullptr);
  }
  Tensor y = make_tensor(index.sizes(), self.scalar_type(), self.device());
  if (y.numel() > 0) {
    NoGradGuard no_grad;
    const Tensor at = index.contiguous();
    check_indices("gather", at, {dim, self.dim() ? self.size(dim) : 1, 1}, false, ErrorKind::value);
    const Tensor x = narrow_to(self, index.sizes(), dim).contiguous();
    const Slices from = slices_of(x, dim), to = slices_of(at, dim);
    const Bits in = bits_of(x), out = bits_of(y);
    using Form = kernel::gather::FORM;
    const Form form = to.inner >= 16                ? Form::columns
                      : to.inner == 1 && to.n >= 32 ? Form::rows
                                                    : Form::lanes;
    const int64_t width = form == Form::columns ? to.inner : form == Form::rows ? to.n : 256;
    const int64_t rows = y.numel() / to.inner;
    const int64_t share = std::max<int64_t>(kBlock / to.inner, 1);
    launch(kernel::gather{static_cast<uint32_t>(y.numel()), static_cast<uint32_t>(to.n),
                          static_cast<uint32_t>(from.n), static_cast<uint32_t>(to.inner), in.words,
                          static_cast<uint32_t>(share)},
           {in.tensor, at, out.tensor},
           {.groups = static_cast<uint32_t>(form == Form::lanes ? (rows + share - 1) / share
                                                                : y.numel() / width),
            .width = static_cast<uint32_t>(width),
            .spec = {static_cast<uint16_t>(form)}});
  }
  return record("GatherBackward0", {self}, y, [&] {
    return [index = Saved(index), dim, sizes = DimVector(self.sizes())](const Tensors& g, Needs) {
      const KnownInBounds known;
      const Tensor into = zeros(sizes, g[0].options()), at = index.unpack();
      if (at.numel() == 0) return Tensors{into};
      return Tensors{into.scatter_add_(dim, at, g[0])};
    };
  });
}

Tensor Tensor::gather(int64_t dim, const Tensor& index, bool sparse_grad) const {
  return pumice::gather(*this, dim, index, sparse_grad);
}

Tensor take_along_dim(const Tensor& self, const Tensor& indices, std::optional<int64_t> dim) {
  const char* op = "take_along_dim";
  impl_of(self, op);
  impl_of(indices, op, "#1 'indices'");
  const auto check_long = [&] {
    check(indices.scalar_type() == kLong, ErrorKind::dtype,
          "{}: torch.take_along_dim(): dtype of indices should be Long but got {}", op,
          toString(indices.scalar_type()));
  };
  if (!dim) {
    check_long();
    return gather(self.reshape({-1}), 0, indices.reshape({-1}));
  }
  check(
      self.dim() == indices.dim(), ErrorKind::shape,
      "{0}: torch.{0}(): input and indices should have the same number of dimensions, but got {1} "
      "dimensions for input, and {2} dimensions for indices",
      op, self.dim(), indices.dim());
  check_long();
  const int64_t d = wrap_dim(*dim, self.dim(), op);
  DimVector from(self.sizes()), at(indices.sizes());
  if (self.dim() > 0) from[static_cast<size_t>(d)] = at[static_cast<size_t>(d)] = 1;
  const DimVector shape = broadcast_shapes(from, at, op);
  from = at = shape;
  if (self.dim() > 0) {
    from[static_cast<size_t>(d)] = self.size(d);
    at[static_cast<size_t>(d)] = indices.size(d);
  }
  return gather(self.expand(from), d, indices.expand(at));
}

Tensor Tensor::take_along_dim(const Tensor& indices, std::optional<int64_t> dim) const {
  return pumice::take_along_dim(*this, indices, dim);
}

}  // namespace pumice
