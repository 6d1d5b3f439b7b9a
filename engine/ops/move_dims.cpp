// Views made of other views: movedim, unflatten, tensor_split, numpy_T, and other dtypes over the
// same bytes.
#include "autograd/node.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/view.h"
#include "tensor/print.h"

namespace pumice {

Tensor Tensor::movedim(int64_t source, int64_t destination) const {
  return movedim(IntArrayRef(source), IntArrayRef(destination));
}

Tensor Tensor::movedim(IntArrayRef source, IntArrayRef destination) const {
  const int64_t rank = static_cast<int64_t>(impl_of(*this, "movedim").sizes.size());
  check(source.size() == destination.size(), ErrorKind::value,
        "movedim: Invalid source or destination dims: source ({} dims) should contain the same "
        "number of dims as destination ({} dims)",
        list_str(source), list_str(destination));
  DimVector order(static_cast<size_t>(rank), -1), moved(static_cast<size_t>(rank), 0);
  DimVector froms;
  for (const int64_t dim : source) froms.push_back(wrap_dim(dim, rank, "movedim"));
  for (size_t i = 0; i < source.size(); ++i) {
    const int64_t from = froms[i], to = wrap_dim(destination[i], rank, "movedim");
    if (rank == 0) continue;
    check(!moved[from], ErrorKind::value, "movedim: repeated dim in `source` ({})",
          list_str(source));
    check(order[to] < 0, ErrorKind::value, "movedim: repeated dim in `destination` ({})",
          list_str(destination));
    moved[from] = 1;
    order[to] = from;
  }
  if (rank == 0) return alias();
  size_t next = 0;  // the dims that stay keep their order
  for (int64_t& place : order) {
    if (place >= 0) continue;
    while (moved[next]) ++next;
    place = static_cast<int64_t>(next++);
  }
  return permute(order);
}

namespace {
Tensor turned(const Tensor& self, const char* name) {
  const size_t rank = impl_of(self, name).sizes.size();
  check(rank != 1, ErrorKind::shape,
        "tensor.{} is only supported on matrices or batches of matrices. Got 1-D tensor.", name);
  return rank == 0 ? self.permute({}) : self.transpose(-2, -1);
}
void warn_of_scalar(const Tensor& self, const char* text) {
  if (self.dim() == 0) warn_once(text);
}
}  // namespace

Tensor Tensor::mT() const {
  Tensor y = turned(*this, "mT");
  warn_of_scalar(*this,
                 "Tensor.mT is deprecated on 0-D tensors. This function is the identity in these "
                 "cases.");
  return y;
}
Tensor Tensor::mH() const {
  Tensor y = turned(*this, "mH");
  warn_of_scalar(*this, "Tensor.mH is deprecated on 0-D tensors. Consider using x.conj().");
  return y;
}
Tensor Tensor::adjoint() const {
  Tensor y = turned(*this, "adjoint()");
  warn_of_scalar(*this, "adjoint() is deprecated on 0-D tensors. Consider using x.conj().");
  return y;
}

Tensor Tensor::matrix_H() const {
  const size_t rank = impl_of(*this, "matrix_H").sizes.size();
  check(rank == 0 || rank == 2, ErrorKind::shape,
        "tensor.H is only supported on matrices (2-D tensors). Got {}-D tensor.{}", rank,
        rank > 2 ? " For batches of matrices, consider using tensor.mH" : "");
  warn_of_scalar(*this, "Tensor.H is deprecated on 0-D tensors. Consider using x.conj().");
  return turned(*this, "H");
}

Tensor Tensor::numpy_T() const {
  DimVector order(impl_of(*this, "numpy_T").sizes.size());
  warn_of_scalar(*this,
                 "Tensor.T is deprecated on 0-D tensors. This function is the identity in these "
                 "cases.");
  if (!order.empty() && order.size() != 2)
    warn_once(
        "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
        "deprecated and it will throw an error in a future release. Consider `x.mT` to transpose "
        "batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the "
        "dimensions of a tensor.");
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int64_t>(order.size() - 1 - i);
  return permute(order);
}

Tensor Tensor::unflatten(int64_t dim_arg, IntArrayRef parts) const {
  const TensorImpl& from = impl_of(*this, "unflatten");
  const int64_t d = wrap_dim(dim_arg, dim(), "unflatten");
  check(!parts.empty(), ErrorKind::value, "unflatten: sizes must be non-empty");
  check(!from.sizes.empty(), ErrorKind::index,
        "unflatten: Dimension specified as {} but tensor has no dimensions", d);
  const int64_t whole = from.sizes.empty() ? 1 : from.sizes[d];
  int64_t known = 1;
  size_t unknowns = 0;
  for (const int64_t part : parts) {
    check(part >= -1, ErrorKind::value, "unflatten: invalid shape dimension {}", part);
    part == -1 ? void(++unknowns) : void(known *= part);
  }
  check(unknowns <= 1, ErrorKind::shape,
        "unflatten: unflatten got an unexpected error:\nonly one dimension can be inferred");
  check(unknowns ? known > 0 && whole % known == 0 : known == whole, ErrorKind::shape,
        "unflatten: Provided sizes {} don't multiply up to the size of dim {} ({}) in the input "
        "tensor",
        list_str(parts), d, whole);
  DimVector shape;
  for (size_t i = 0; i < std::max<size_t>(from.sizes.size(), 1); ++i) {
    if (static_cast<int64_t>(i) != d)
      shape.push_back(from.sizes[i]);
    else
      for (const int64_t part : parts) shape.push_back(part == -1 ? whole / known : part);
  }
  return view(shape);
}

namespace {

int64_t dim_to_split(const Tensor& self, int64_t dim) {
  check(!impl_of(self, "tensor_split").sizes.empty(), ErrorKind::shape,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  return wrap_dim(dim, self.dim(), "tensor_split");
}

}  // namespace

std::vector<Tensor> Tensor::tensor_split(int64_t sections, int64_t dim_arg) const {
  const int64_t d = dim_to_split(*this, dim_arg);
  check(sections > 0, ErrorKind::value, "number of sections must be larger than 0, got {}",
        sections);
  const int64_t least = size(d) / sections, longer = size(d) % sections;
  std::vector<Tensor> parts;
  for (int64_t i = 0, start = 0; i < sections; ++i) {
    const int64_t length = least + (i < longer ? 1 : 0);
    parts.push_back(slice(d, start, start + length));
    start += length;
  }
  return parts;
}

std::vector<Tensor> Tensor::tensor_split(IntArrayRef indices, int64_t dim_arg) const {
  const int64_t d = dim_to_split(*this, dim_arg);
  std::vector<Tensor> parts;
  int64_t start = 0;
  for (const int64_t end : indices) {
    parts.push_back(slice(d, start, end));
    start = end;
  }
  parts.push_back(slice(d, start));
  return parts;
}

std::vector<Tensor> Tensor::tensor_split(const Tensor& indices_or_sections, int64_t dim_arg) const {
  dim_to_split(*this, dim_arg);
  const TensorImpl& given = impl_of(indices_or_sections, "tensor_split");
  check(given.dtype == kLong, ErrorKind::dtype,
        "tensor_split expected tensor_indices_or_sections to have dtype of long, but got {}",
        pumice::toString(given.dtype));
  check(given.sizes.size() <= 1, ErrorKind::shape,
        "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
        "one-dimensional tensor, but got a tensor with {} dims",
        given.sizes.size());
  if (given.sizes.empty()) return tensor_split(indices_or_sections.item<int64_t>(), dim_arg);
  const Tensor host = indices_or_sections.detach().cpu().contiguous();
  const auto* first = static_cast<const int64_t*>(detail::host_elements(host));
  return tensor_split(IntArrayRef(first, static_cast<size_t>(host.numel())), dim_arg);
}

Tensor Tensor::alias() const {
  const TensorImpl& from = impl_of(*this, "alias");
  return view_of("AliasBackward0", *this, from.sizes, from.strides, from.offset, []() -> GradFn {
    return [](const Tensors& grads, Needs) { return Tensors{grads[0]}; };
  });
}

Tensor Tensor::view(ScalarType dtype) const {
  const TensorImpl& from = impl_of(*this, "view");
  if (dtype == from.dtype) return detach();  // no derivative passes a view of the bytes
  const auto old_width = static_cast<int64_t>(element_size());
  const auto new_width = static_cast<int64_t>(pumice::element_size(dtype));
  check(new_width > 0, ErrorKind::dtype, "view: the dtype is undefined");
  Tensor out = make_alias(*this);
  TensorImpl& to = *out.impl();
  to.dtype = dtype;
  if (old_width == new_width) return out;
  const auto change = [&] {
    return text_of("to view {} as {} (different element sizes)", pumice::toString(from.dtype),
                   pumice::toString(dtype));
  };
  check(!from.sizes.empty(), ErrorKind::shape, "self.dim() cannot be 0 {}", change());
  const auto check_last = [&] {
    check(from.strides.back() == 1, ErrorKind::shape, "self.stride(-1) must be 1 {}, but got {}",
          change(), from.strides.back());
  };
  DimVector sizes = from.sizes, strides = from.strides;
  if (old_width > new_width) {
    const int64_t ratio = old_width / new_width;
    check_last();
    to.offset *= ratio;
    sizes.back() *= ratio;
    for (int64_t& stride : strides) stride *= ratio;
  } else {
    const int64_t ratio = new_width / old_width;
    check(sizes.back() % ratio == 0, ErrorKind::shape,
          "self.size(-1) must be divisible by {} {}, but got {}", ratio, change(), sizes.back());
    check(to.offset % ratio == 0, ErrorKind::shape,
          "self.storage_offset() must be divisible by {} {}, but got {}", ratio, change(),
          to.offset);
    check_last();
    for (size_t i = 0; i + 1 < strides.size(); ++i) {
      check(strides[i] % ratio == 0, ErrorKind::shape,
            "self.stride({}) must be divisible by {} {}, but got {}", i, ratio, change(),
            strides[i]);
      strides[i] /= ratio;
    }
    to.offset /= ratio;
    sizes.back() /= ratio;
  }
  strides.back() = 1;
  to.set_sizes_strides(sizes, strides);
  return out;
}

}  // namespace pumice
