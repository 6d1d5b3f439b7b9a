// Copies in which one part is another tensor: select_scatter, slice_scatter and their kin.
#include "autograd/record.h"
#include "base/error.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// A copy with the strides of self, gaps between its elements included, unless these overlap.
Tensor with_strides(const Tensor& self) {
  const TensorImpl& from = *self.impl();
  bool overlaps = false;
  for (size_t d = 0; d < from.sizes.size(); ++d)
    overlaps = overlaps || (from.sizes[d] > 1 && from.strides[d] == 0);
  if (overlaps || is_dense(from.sizes, from.strides)) return self.clone();
  Tensor all = self.as_strided({from.offset + from.reach()}, {1}, 0).clone();
  all.impl()->set_sizes_strides(from.sizes, from.strides);
  all.impl()->offset = from.offset;
  return all;
}

void overwrite(const char* op, const Tensor& part, const Tensor& src) {
  impl_of(src, op, "#1 'src'");
  check(part.sizes() == src.sizes(), ErrorKind::shape,
        "{}: expected src to have a size equal to the slice of self. src size = {}, slice size = "
        "{}",
        op, list_str(src.sizes()), list_str(part.sizes()));
  part.copy_(src);
}

// A copy of self with the part that part_of views overwritten by src.
template <class PartOf>
Tensor with_part(const char* op, const char* node, const Tensor& self, const Tensor& src,
                 const PartOf& part_of) {
  const auto run = [&] {
    impl_of(self, op);
    const NoGradGuard no_grad;
    Tensor whole = with_strides(self);
    overwrite(op, part_of(whole), src);
    return whole;
  };
  return record(node, {self, src}, run(), [&] {
    return [part_of, op, node, sizes = DimVector(src.sizes()), dtype = src.scalar_type()](
               const Tensors& g, Needs needs) {
      const Tensor none = needs[0] ? zeros(sizes, g[0].options()) : Tensor();
      return Tensors{needs[0] ? with_part(op, node, g[0], none, part_of) : Tensor(),
                     needs[1] ? part_of(g[0]).to(dtype) : Tensor()};
    };
  });
}

}  // namespace

Tensor Tensor::select_scatter(const Tensor& src, int64_t dim, int64_t index) const {
  return with_part("select_scatter", "SelectScatterBackward0", *this, src,
                   [=](const Tensor& whole) { return whole.select(dim, index); });
}
Tensor Tensor::slice_scatter(const Tensor& src, int64_t dim, std::optional<int64_t> start,
                             std::optional<int64_t> end, int64_t step) const {
  return with_part("slice_scatter", "SliceScatterBackward0", *this, src,
                   [=](const Tensor& whole) { return whole.slice(dim, start, end, step); });
}
Tensor Tensor::diagonal_scatter(const Tensor& src, int64_t offset, int64_t dim1,
                                int64_t dim2) const {
  return with_part("diagonal_scatter", "DiagonalScatterBackward0", *this, src,
                   [=](const Tensor& whole) { return whole.diagonal(offset, dim1, dim2); });
}
Tensor Tensor::as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                                  std::optional<int64_t> storage_offset) const {
  const Tensor whole = clone(MemoryFormat::Preserve);
  overwrite("as_strided_scatter", whole.as_strided(size, stride, storage_offset), src);
  return rename_node(whole, "AsStridedScatterBackward0");
}

}  // namespace pumice
