// Views of some elements: narrow, select, slice, split, chunk, unbind, as_strided.
#include "autograd/node.h"
#include "base/error.h"
#include "ops/view.h"
#include "pumice/functions.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// The gradient of what `part` takes of a tensor of the whole's sizes.
template <class Part>
GradFn embed(const char* node, Part part) {
  return [node, part](const Tensors& grads, Needs) {
    return Tensors{embedded(node, grads[0], argument_sizes(0), part)};
  };
}

// As many elements along dim from start as end - start holds steps; all checked.
Tensor sliced(const char* node, const Tensor& self, int64_t dim, int64_t start, int64_t end,
              int64_t step) {
  const TensorImpl& from = *self.impl();
  DimVector sizes = from.sizes, strides = from.strides;
  sizes[dim] = (end - start + step - 1) / step;
  strides[dim] *= step;
  return view_of(
      node, self, sizes, strides, from.offset + start * from.strides[dim], [&]() -> GradFn {
        return embed("SliceBackwardBackward0",
                     [=](const Tensor& whole) { return whole.slice(dim, start, end, step); });
      });
}

void check_sliceable(const Tensor& self, const char* name, ErrorKind kind = ErrorKind::index) {
  check(!impl_of(self, name).sizes.empty(), kind, "{0}: {0}() cannot be applied to a 0-dim tensor.",
        name);
}

int64_t dim_to_slice(const Tensor& self, int64_t dim, const char* name) {
  check_sliceable(self, name);
  return wrap_dim(dim, self.dim(), name);
}

void check_divisible(const Tensor& self, const char* name) {
  check(!impl_of(self, name).sizes.empty(), ErrorKind::shape,
        "{}: {} expects at least a 1-dimensional tensor", name, name);
}

// Parts of one tensor as outputs of one node, whose gradient puts them together again by `join`.
std::vector<Tensor> parts_of(const char* node, const Tensor& self, std::vector<Tensor> parts,
                             int64_t dim, Tensor (*join)(TensorList, int64_t)) {
  if (!needs_grad(TensorList(self))) return parts;
  std::vector<DimVector> sizes;
  sizes.reserve(parts.size());
  for (const Tensor& part : parts) sizes.emplace_back(part.sizes());
  record(
      node, TensorList(self), parts,
      [sizes = std::move(sizes), options = self.options(), dim, join](const Tensors& grads, Needs) {
        Tensors all = grads;
        for (size_t i = 0; i < all.size(); ++i)
          if (!all[i].defined()) all[i] = zeros(sizes[i], options);
        return Tensors{join(all, dim)};
      });
  return parts;
}

// One of several views that one function returns.
Tensor part_view(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  Tensor out = bare_view(self, sizes, strides, offset);
  out.impl()->origin = ViewOrigin::part;
  return out;
}

}  // namespace

Tensor Tensor::slice(int64_t dim_arg, std::optional<int64_t> start, std::optional<int64_t> end,
                     int64_t step) const {
  const int64_t d = dim_to_slice(*this, dim_arg, "slice");
  check(step > 0, ErrorKind::value, "slice: slice step must be positive");
  const int64_t size = impl_->sizes[d];
  const auto place = [size](int64_t i) {
    return std::clamp<int64_t>(i < 0 ? i + size : i, 0, size);
  };
  const int64_t first = place(start.value_or(0));
  const int64_t last = std::max(first, place(end.value_or(size)));
  return sliced("SliceBackward0", *this, d, first, last, step);
}

Tensor Tensor::narrow(int64_t dim_arg, int64_t start, int64_t length) const {
  check_sliceable(*this, "narrow", ErrorKind::shape);
  check(length >= 0, ErrorKind::value, "narrow: narrow(): length must be non-negative.");
  const int64_t d = wrap_dim(dim_arg, dim(), "narrow"), size = impl_->sizes[d];
  check(start >= -size && start <= size, ErrorKind::index,
        "narrow: start out of range (expected to be in range of [{}, {}], but got {})", -size, size,
        start);
  const int64_t first = start < 0 ? start + size : start;
  check(first <= size - length, ErrorKind::shape,
        "narrow: start ({}) + length ({}) exceeds dimension size ({}).", first, length, size);
  return sliced("SliceBackward0", *this, d, first, first + length, 1);
}

Tensor Tensor::narrow(int64_t dim_arg, const Tensor& start, int64_t length) const {
  check(start.defined() && start.dim() == 0 && is_integral(start.scalar_type(), false),
        ErrorKind::dtype, "narrow: start must be an 0-dim integral Tensor.");
  return narrow(dim_arg, start.item<int64_t>(), length);
}

Tensor Tensor::select(int64_t dim_arg, int64_t index) const {
  const int64_t d = dim_to_slice(*this, dim_arg, "select");
  const TensorImpl& from = *impl_;
  const int64_t size = from.sizes[d];
  check(index >= -size && index < size, ErrorKind::index,
        "select(): index {} out of range for tensor of size {} at dimension {}", index,
        list_str(from.sizes), d);
  const int64_t at = index < 0 ? index + size : index;
  DimVector sizes = from.sizes, strides = from.strides;
  sizes.erase(d);
  strides.erase(d);
  return view_of("SelectBackward0", *this, sizes, strides, from.offset + at * from.strides[d],
                 [&]() -> GradFn {
                   return embed("SelectBackwardBackward0",
                                [=](const Tensor& whole) { return whole.select(d, at); });
                 });
}

std::vector<Tensor> Tensor::split(int64_t split_size, int64_t dim_arg) const {
  check_divisible(*this, "split");
  check(split_size >= 0, ErrorKind::value,
        "split: split expects split_size be non-negative, but got split_size={}", split_size);
  const int64_t d = wrap_dim(dim_arg, dim(), "split"), size = impl_->sizes[d];
  check(split_size > 0 || size == 0, ErrorKind::value,
        "split: split_size can only be 0 if dimension size is 0, but got dimension size of {}",
        size);
  const int64_t count =
      split_size == 0 ? 1 : std::max<int64_t>((size + split_size - 1) / split_size, 1);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < count; ++i) {
    DimVector sizes = impl_->sizes;
    sizes[d] = std::min(split_size, size - i * split_size);
    parts.push_back(part_view(*this, sizes, impl_->strides,
                              impl_->offset + i * split_size * impl_->strides[d]));
  }
  return parts_of("SplitBackward0", *this, std::move(parts), d, cat);
}

std::vector<Tensor> Tensor::split(IntArrayRef split_sizes, int64_t dim_arg) const {
  check_divisible(*this, "split");
  const int64_t d = wrap_dim(dim_arg, dim(), "split");
  std::vector<Tensor> parts;
  std::vector<int64_t> starts{0};
  for (const int64_t length : split_sizes) {
    check(length >= 0, ErrorKind::value,
          "split_with_sizes expects split_sizes have only non-negative entries, but got "
          "split_sizes={}",
          list_str(split_sizes));
    starts.push_back(starts.back() + length);
  }
  check(starts.back() == impl_->sizes[d], ErrorKind::value,
        "split_with_sizes expects split_sizes to sum exactly to {} (input tensor's size at "
        "dimension {}), but got split_sizes={}",
        impl_->sizes[d], dim_arg, list_str(split_sizes));
  for (size_t i = 0; i < split_sizes.size(); ++i) {
    DimVector sizes = impl_->sizes;
    sizes[d] = split_sizes[i];
    parts.push_back(
        part_view(*this, sizes, impl_->strides, impl_->offset + starts[i] * impl_->strides[d]));
  }
  return parts_of("SplitWithSizesBackward0", *this, std::move(parts), d, cat);
}

std::vector<Tensor> Tensor::chunk(int64_t chunks, int64_t dim_arg) const {
  check_divisible(*this, "chunk");
  check(chunks > 0, ErrorKind::value, "chunk: chunk expects `chunks` to be greater than 0, got: {}",
        chunks);
  const int64_t d = wrap_dim(dim_arg, dim(), "chunk"), size = impl_->sizes[d];
  const int64_t each = (size + chunks - 1) / chunks;
  if (each > 0) return split(each, d);
  // Every part of an empty dim is empty, and there are as many as were asked for.
  std::vector<Tensor> parts(static_cast<size_t>(chunks));
  for (Tensor& part : parts) part = narrow(d, 0, 0);
  return parts;
}

std::vector<Tensor> Tensor::unbind(int64_t dim_arg) const {
  impl_of(*this, "unbind");
  const int64_t d = wrap_dim(dim_arg, dim(), "unbind");
  check(dim() > 0, ErrorKind::index,
        "unbind: Dimension specified as {} but tensor has no dimensions", d);
  DimVector sizes = impl_->sizes, strides = impl_->strides;
  sizes.erase(d);
  strides.erase(d);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < impl_->sizes[d]; ++i)
    parts.push_back(part_view(*this, sizes, strides, impl_->offset + i * impl_->strides[d]));
  return parts_of("UnbindBackward0", *this, std::move(parts), d, stack);
}

namespace {
// Makes views into tensors of their own, which share nothing but the elements.
std::vector<Tensor> apart(std::vector<Tensor> parts) {
  for (Tensor& part : parts) {
    part.impl()->base = Tensor();
    part.impl()->origin = ViewOrigin::normal;
    part.impl()->own_version = make_ref<VersionCounter>();
  }
  return parts;
}
}  // namespace

std::vector<Tensor> Tensor::unsafe_split(int64_t split_size, int64_t dim) const {
  std::vector<Tensor> parts = apart(split(split_size, dim));
  rename_node(parts[0], "UnsafeSplitBackward0");
  return parts;
}
std::vector<Tensor> Tensor::unsafe_split_with_sizes(IntArrayRef split_sizes, int64_t dim) const {
  std::vector<Tensor> parts = apart(split(split_sizes, dim));
  if (!parts.empty()) rename_node(parts[0], "UnsafeSplitWithSizesBackward0");
  return parts;
}
std::vector<Tensor> Tensor::unsafe_chunk(int64_t chunks, int64_t dim) const {
  std::vector<Tensor> parts = apart(chunk(chunks, dim));
  rename_node(parts[0], "UnsafeSplitBackward0");
  return parts;
}

Tensor Tensor::as_strided(IntArrayRef size, IntArrayRef stride,
                          std::optional<int64_t> storage_offset) const {
  const TensorImpl& from = impl_of(*this, "as_strided");
  check(size.size() == stride.size(), ErrorKind::shape,
        "as_strided: mismatch in length of strides and shape");
  for (const int64_t step : stride)
    check(step >= 0, ErrorKind::value,
          "as_strided: Negative strides are not supported at the moment, got strides: {}",
          list_str(stride));
  const int64_t offset = storage_offset.value_or(from.offset);
  check(offset >= 0, ErrorKind::value, "as_strided: Tensor: invalid storage offset {}", offset);
  // What has no elements lies anywhere.
  int64_t end = count_elements(size, "as_strided") > 0 ? offset + 1 : 0;
  for (size_t i = 0; end > 0 && i < size.size(); ++i) end += (size[i] - 1) * stride[i];
  const auto item = static_cast<int64_t>(element_size());
  check(
      end * item <= static_cast<int64_t>(from.storage->bytes), ErrorKind::shape,
      "as_strided: setStorage: sizes {}, strides {}, storage offset {}, and itemsize {} requiring "
      "a storage size of {} are out of bounds for storage of size {}",
      list_str(size), list_str(stride), offset, item, end * item, from.storage->bytes);
  return view_of("AsStridedBackward0", *this, size, stride, offset, [&]() -> GradFn {
    Geometry view;
    view.sizes = DimVector(size);
    view.strides = DimVector(stride);
    view.offset = offset;
    return as_strided_grad(Geometry(from), std::move(view));
  });
}

}  // namespace pumice
