// Copies in which one part is another tensor: select_scatter, slice_scatter and their kin.
#include "autograd/record.h"
#include "base/error.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// A copy of self with the part that part_of views overwritten by src.
template <class PartOf>
Tensor with_part(const char* op, const char* node, const Tensor& self, const Tensor& src,
                 PartOf&& part_of) {
  const Tensor whole = self.clone(MemoryFormat::Preserve);
  const Tensor part = part_of(whole);
  check(part.sizes() == src.sizes(), ErrorKind::shape,
        "{}: expected src to have a size equal to the slice of self. src size = {}, slice size = "
        "{}",
        op, list_str(src.sizes()), list_str(part.sizes()));
  part.copy_(src);
  return rename_node(whole, node);
}

}  // namespace

Tensor Tensor::select_scatter(const Tensor& src, int64_t dim, int64_t index) const {
  return with_part("select_scatter", "SelectScatterBackward0", *this, src,
                   [&](const Tensor& whole) { return whole.select(dim, index); });
}
Tensor Tensor::slice_scatter(const Tensor& src, int64_t dim, std::optional<int64_t> start,
                             std::optional<int64_t> end, int64_t step) const {
  return with_part("slice_scatter", "SliceScatterBackward0", *this, src,
                   [&](const Tensor& whole) { return whole.slice(dim, start, end, step); });
}
Tensor Tensor::diagonal_scatter(const Tensor& src, int64_t offset, int64_t dim1,
                                int64_t dim2) const {
  return with_part("diagonal_scatter", "DiagonalScatterBackward0", *this, src,
                   [&](const Tensor& whole) { return whole.diagonal(offset, dim1, dim2); });
}
Tensor Tensor::as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                                  std::optional<int64_t> storage_offset) const {
  return with_part(
      "as_strided_scatter", "AsStridedScatterBackward0", *this, src,
      [&](const Tensor& whole) { return whole.as_strided(size, stride, storage_offset); });
}

}  // namespace pumice
