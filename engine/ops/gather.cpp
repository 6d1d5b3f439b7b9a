// gather.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "shaders/kernels/gather.h"

namespace pumice {

Tensor gather(const Tensor& self, int64_t dim, const Tensor& index) {
  impl_of(self, "gather");
  impl_of(index, "gather");
  check_index_dtype("gather", index);
  dim = wrap_dim(dim, self.dim(), "gather");
  check_gather_shapes("gather", self, dim, index, nullptr);
  Tensor y = make_tensor(index.sizes(), self.scalar_type(), self.device());
  if (y.numel() > 0) {
    NoGradGuard no_grad;
    const Tensor at = index.contiguous();
    check_index_range("gather", at, dim, self.dim() ? self.size(dim) : 1);
    const Tensor x = narrow_to(self, index.sizes(), dim).contiguous();
    const Slices from = slices_of(x, dim), to = slices_of(at, dim);
    const Bits in = bits_of(x), out = bits_of(y);
    using Form = kernel::gather::FORM;
    const bool rows = to.inner == 1 && to.n >= 32;
    launch(kernel::gather{static_cast<uint32_t>(y.numel()), static_cast<uint32_t>(to.n),
                          static_cast<uint32_t>(from.n), static_cast<uint32_t>(to.inner), in.words},
           {in.tensor, at, out.tensor},
           {.groups = rows ? to.count() : blocks(y.numel()),
            .width = static_cast<uint32_t>(rows ? to.n : 256),
            .spec = {static_cast<uint16_t>(rows ? Form::rows : Form::lanes)}});
  }
  return record("GatherBackward0", {self}, y, [&] {
    return [index = Saved(index), dim, sizes = DimVector(self.sizes())](const Tensors& g, Needs) {
      return Tensors{scatter_add(zeros(sizes, g[0].options()), dim, index.unpack(), g[0])};
    };
  });
}

}  // namespace pumice
