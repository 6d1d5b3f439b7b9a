// Offsets from index tensors, and writing elements at them.
#include "ops/bounds.h"
#include "ops/copy.h"
#include "ops/elements.h"
#include "ops/index.h"
#include "shaders/kernels/index_offset.h"
#include "shaders/kernels/index_put.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

/// The tensor's elements as integers of their width: int64 as two words where the device has none.
Tensor integers_of(const Tensor& t, bool split) {
  if (split) return words_of(t);
  Tensor out = make_alias(t);
  const size_t bytes = t.element_size();
  out.impl()->dtype = bytes == 8 ? kLong : bytes == 4 ? kInt : bytes == 2 ? kShort : kByte;
  return out;
}

}  // namespace

void check_indices(const char* op, const Tensor& index, const IndexedDim& of, bool wraps,
                   ErrorKind kind) {
  const char* const text =
      of.dim == kFlat
          ? "out of range: tried to access index {value} on a tensor of {size} elements."
          : "index {value} is out of bounds for dimension {dim} with size {size}";
  check_bounds({op, text, kind}, index,
               {.low = wraps ? -of.size : 0, .high = of.size, .dim = of.dim});
}

void check_slices(const char* op, const Tensor& index, const Tensor& self, int64_t dim) {
  check_bounds({op, "index out of range in self: {value} for dimension {dim} with size {size}"},
               index, {.low = 0, .high = self.dim() ? self.size(dim) : 1, .dim = dim});
}

Tensor offsets_of(ArrayRef<Tensor> indices, IntArrayRef shape, ArrayRef<IndexedDim> dims,
                  bool wraps) {
  Tensor out = make_tensor(shape, kLong, indices[0].device());
  using P = kernel::index_offset;
  for (size_t i = 0; i < indices.size(); ++i)
    launch_elements(P{.size = static_cast<uint32_t>(dims[i].size),
                      .step = static_cast<uint32_t>(dims[i].step),
                      .wraps = wraps},
                    {indices[i], i == 0 ? indices[i] : out, out},
                    {static_cast<uint16_t>(i == 0 ? P::FORM::first : P::FORM::next)});
  return out;
}

void put_elements(const Tensor& y, IntArrayRef shape, IntArrayRef places, const Tensor& offsets,
                  const Tensor& values) {
  if (count_elements(shape, "index_put") == 0) return;
  const NoGradGuard no_grad;
  const bool split = y.element_size() == 8 && !device_properties(y.device()).int64;
  const Tensor target = integers_of(y, split), source = integers_of(values.expand(shape), split);
  DimVector sizes(shape), strides(places), unmoved(shape.size());
  Tensor offset = offsets.expand(shape);
  for (size_t d = 0; d < sizes.size(); ++d) unmoved[d] = offset.strides()[d];
  if (split) {
    for (int64_t& stride : strides) stride *= 2;
    sizes.push_back(2);
    strides.push_back(1);
    unmoved.push_back(0);
  }
  offset = make_view(offset, sizes, unmoved, offset.storage_offset());
  const Tensor place = make_view(target, sizes, strides, target.storage_offset());
  const Tensor order = make_tensor(sizes, kByte, y.device());  // the order of the walk
  const Tensor* const walked[] = {&source, &offset, &place, &order};
  const Iteration it = iterate(sizes, walked);

  using P = kernel::index_put;
  constexpr size_t kDims = std::tuple_size_v<decltype(P::sizes)> + 1;
  check(it.sizes.size() <= kDims, ErrorKind::unsupported,
        "index_put: {} has more than {} dims that cannot be merged", shape_str(shape), kDims);
  P params{.n = static_cast<uint32_t>(it.count),
           .rank = static_cast<uint32_t>(it.sizes.size()),
           .scale = split ? 2u : 1u};
  for (size_t d = 0; d + 1 < it.sizes.size(); ++d)
    params.sizes[d] = static_cast<uint32_t>(it.sizes[d]);
  for (size_t o = 0; o < 3; ++o)
    for (size_t d = 0; d < it.sizes.size(); ++d)
      params.strides[o * kDims + d] = it.contiguous ? 1 : static_cast<uint32_t>(it.strides[o][d]);
  // Rows pay where an offset serves many elements; with one dim, sizes are not set.
  const bool rows = it.sizes.size() > 1 && it.strides[1][0] == 0 && it.sizes[0] >= 16;
  using Form = P::FORM;
  launch(params, {source, offset, target},
         {.groups = rows ? static_cast<uint32_t>(it.count / it.sizes[0]) : blocks(it.count),
          .width = static_cast<uint32_t>(rows ? it.sizes[0] : 256),
          .spec = {static_cast<uint16_t>(rows ? Form::rows : Form::lanes)}});
}

namespace {

// Whether the bytes that the two reach overlap.
bool overlap(const TensorImpl& to, const TensorImpl& from) {
  if (!to.storage.is_alias_of(from.storage) || to.numel == 0 || from.numel == 0) return false;
  const auto width = [](const TensorImpl& t) {
    return static_cast<int64_t>(element_size(t.dtype));
  };
  const int64_t first = to.offset * width(to), last = (to.offset + to.reach()) * width(to);
  const int64_t begin = from.offset * width(from), end = (from.offset + from.reach()) * width(from);
  return begin < last && first < end;
}

void refuse_dense(const char* op, const TensorImpl& to, const TensorImpl& from) {
  check(to.reach() != to.numel || from.reach() != from.numel, ErrorKind::value,
        "{}: unsupported operation: some elements of the input tensor and the written-to tensor "
        "refer to a single memory location. Please clone() the tensor before performing the "
        "operation.",
        op);
}

}  // namespace

Tensor apart(const char* op, const Tensor& self, const Tensor& other) {
  if (!overlap(*self.impl(), *other.impl())) return other;
  refuse_dense(op, *self.impl(), *other.impl());
  return other.clone();
}

void check_overlap(const char* op, const Tensor& self, const Tensor& other) {
  const TensorImpl &to = *self.impl(), &from = *other.impl();
  if (!overlap(to, from)) return;
  const bool same = to.offset == from.offset && to.sizes == from.sizes &&
                    to.strides == from.strides && to.dtype == from.dtype;
  if (!same) refuse_dense(op, to, from);
}

}  // namespace pumice
