// Views that keep every element: view, reshape, permute, squeeze, unsqueeze, flatten, and expand.
#include "autograd/node.h"
#include "base/error.h"
#include "ops/view.h"
#include "tensor/print.h"

namespace pumice {

Tensor view_of(const char* node, const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
               int64_t offset, FunctionRef<GradFn()> make_grad) {
  Tensor out = make_view(self, sizes, strides, offset);
  out.impl()->no_grad_view = !GradMode::is_enabled() || self.impl()->no_grad_view;
  if (needs_grad(TensorList(self))) record(node, TensorList(self), {&out, 1}, make_grad());
  return out;
}

namespace {

// The gradient of whatever only gives the elements other sizes.
auto reshape_back(const Tensor& self) {
  return [&self]() -> GradFn {
    return [sizes = self.impl()->sizes](const Tensors& grads, Needs) {
      return Tensors{grads[0].reshape(sizes)};
    };
  };
}

// `shape` with its -1 worked out.
DimVector infer_size(IntArrayRef shape, int64_t numel, const char* name) {
  DimVector out(shape);
  int64_t known = 1;
  std::optional<size_t> unknown;
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] == -1) {
      check(!unknown, ErrorKind::shape, "{}: only one dimension can be inferred", name);
      unknown = i;
      continue;
    }
    check(out[i] >= 0, ErrorKind::shape, "{}: invalid shape dimension {}", name, out[i]);
    check(!__builtin_mul_overflow(known, out[i], &known), ErrorKind::shape,
          "{}: shape '{}' is invalid for input of size {}", name, list_str(shape), numel);
  }
  if (unknown) {
    check(known != 0, ErrorKind::shape,
          "{}: cannot reshape tensor of 0 elements into shape {} because the unspecified dimension "
          "size -1 can be any value and is ambiguous",
          name, list_str(shape));
    if (numel % known == 0)
      known *= out[*unknown] = numel / known;
    else
      known = -1;
  }
  check(known == numel, ErrorKind::shape, "{}: shape '{}' is invalid for input of size {}", name,
        list_str(shape), numel);
  return out;
}

// Strides of `sizes` over the same memory; nothing where one new dim would span old ones that do
// not follow each other.
std::optional<DimVector> view_strides(const TensorImpl& from, const DimVector& sizes) {
  DimVector strides(sizes.size());
  if (from.numel == 0 || from.contiguous) {
    int64_t step = 1;
    for (size_t i = sizes.size(); i-- > 0; step *= std::max<int64_t>(sizes[i], 1))
      strides[i] = step;
    return strides;
  }
  size_t next = sizes.size();  // new dims from here on are settled
  for (size_t i = from.sizes.size(); i-- > 0;) {
    // A run of old dims that lie densely one after the other takes whole new dims.
    int64_t run = from.sizes[i];
    const int64_t step = from.strides[i];
    while (i > 0 && (from.sizes[i - 1] == 1 || from.strides[i - 1] == run * step))
      run *= from.sizes[--i];
    int64_t taken = 1;
    while (next > 0 && (taken < run || sizes[next - 1] == 1)) {
      strides[--next] = taken * step;
      taken *= sizes[next];
    }
    if (taken != run) return std::nullopt;
  }
  return strides;
}

}  // namespace

Tensor Tensor::view(IntArrayRef size) const {
  const TensorImpl& from = impl_of(*this, "view");
  const DimVector sizes = infer_size(size, from.numel, "view");
  const auto strides = view_strides(from, sizes);
  check(strides.has_value(), ErrorKind::shape,
        "view: view size is not compatible with input tensor's size and stride (at least one "
        "dimension spans across two contiguous subspaces). Use .reshape(...) instead. Sizes {}, "
        "strides {}, view {}.",
        list_str(from.sizes), list_str(from.strides), list_str(size));
  return view_of("ViewBackward0", *this, sizes, *strides, from.offset, reshape_back(*this));
}

Tensor Tensor::reshape(IntArrayRef shape) const {
  const TensorImpl& from = impl_of(*this, "reshape");
  const DimVector sizes = infer_size(shape, from.numel, "reshape");
  const auto strides = view_strides(from, sizes);
  if (!strides) return clone().view(sizes);
  return view_of("ViewBackward0", *this, sizes, *strides, from.offset, reshape_back(*this));
}

Tensor Tensor::flatten(int64_t start_dim, int64_t end_dim) const {
  const TensorImpl& from = impl_of(*this, "flatten");
  const int64_t rank = dim();
  const int64_t start = wrap_dim(start_dim, rank, "flatten"),
                end = wrap_dim(end_dim, rank, "flatten");
  check(start <= end, ErrorKind::shape, "flatten: start_dim cannot come after end_dim");
  if (rank == 0) return reshape({1});
  if (start == end) return *this;
  DimVector shape;
  for (int64_t i = 0; i < rank; ++i) {
    if (i <= start || i > end)
      shape.push_back(from.sizes[i]);
    else
      shape.back() *= from.sizes[i];
  }
  return reshape(shape);
}

Tensor Tensor::permute(IntArrayRef dims) const {
  const TensorImpl& from = impl_of(*this, "permute");
  check(dims.size() == from.sizes.size(), ErrorKind::shape,
        "permute: number of dimensions in the tensor input does not match the "
        "length of the desired ordering of dimensions i.e. input.dim() = {} is not equal to "
        "len(dims) = {}",
        from.sizes.size(), dims.size());
  DimVector sizes(dims.size()), strides(dims.size()), inverse(dims.size(), -1);
  for (size_t i = 0; i < dims.size(); ++i) {
    const int64_t d = wrap_dim(dims[i], dim(), "permute");
    check(inverse[d] < 0, ErrorKind::shape, "permute: duplicate dims are not allowed, got {}",
          list_str(dims));
    inverse[d] = static_cast<int64_t>(i);
    sizes[i] = from.sizes[d];
    strides[i] = from.strides[d];
  }
  return view_of("PermuteBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [inverse](const Tensors& grads, Needs) { return Tensors{grads[0].permute(inverse)}; };
  });
}

namespace {

Tensor transposed(const char* node, const Tensor& self, int64_t a, int64_t b) {
  const TensorImpl& from = *self.impl();
  DimVector sizes = from.sizes, strides = from.strides;
  if (!sizes.empty()) {
    std::swap(sizes[a], sizes[b]);
    std::swap(strides[a], strides[b]);
  }
  return view_of(node, self, sizes, strides, from.offset, [&]() -> GradFn {
    return [a, b](const Tensors& grads, Needs) { return Tensors{grads[0].transpose(a, b)}; };
  });
}

}  // namespace

Tensor Tensor::transpose(int64_t dim0, int64_t dim1) const {
  impl_of(*this, "transpose");
  return transposed("TransposeBackward0", *this, wrap_dim(dim0, dim(), "transpose"),
                    wrap_dim(dim1, dim(), "transpose"));
}

Tensor Tensor::t() const {
  check(impl_of(*this, "t").sizes.size() <= 2, ErrorKind::shape,
        "t: t() expects a tensor with <= 2 dimensions, but self is {}D", dim());
  return transposed("TBackward0", *this, 0, dim() < 2 ? 0 : 1);
}

Tensor Tensor::expand(IntArrayRef size) const {
  const TensorImpl& from = impl_of(*this, "expand");
  check(size.size() >= from.sizes.size(), ErrorKind::shape,
        "expand: the number of sizes provided ({}) must be greater or equal to the number of "
        "dimensions in the tensor ({})",
        size.size(), from.sizes.size());
  DimVector sizes(size), strides(size.size());
  const size_t lead = size.size() - from.sizes.size();
  for (size_t i = 0; i < size.size(); ++i) {
    const int64_t old = i < lead ? 1 : from.sizes[i - lead];
    check(size[i] >= 0 || (size[i] == -1 && i >= lead), ErrorKind::shape,
          "expand: The expanded size of the tensor ({}) isn't allowed in a leading, non-existing "
          "dimension {}",
          size[i], i);
    if (size[i] == -1) sizes[i] = old;
    check(old == sizes[i] || old == 1, ErrorKind::shape,
          "expand: The expanded size of the tensor ({}) must match the existing size ({}) at "
          "non-singleton dimension {}.  Target sizes: {}.  Tensor sizes: {}",
          sizes[i], old, i, list_str(size), list_str(from.sizes));
    strides[i] = i >= lead && old == sizes[i] ? from.strides[i - lead] : 0;
  }
  return view_of("ExpandBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [before = from.sizes](const Tensors& grads, Needs) {
      return Tensors{sum_to_size(grads[0], before)};
    };
  });
}

namespace {

Tensor squeeze_where(const Tensor& self, const char* name, std::optional<int64_t> only) {
  const TensorImpl& from = impl_of(self, name);
  DimVector sizes, strides;
  for (size_t i = 0; i < from.sizes.size(); ++i) {
    if (from.sizes[i] == 1 && (!only || *only == static_cast<int64_t>(i))) continue;
    sizes.push_back(from.sizes[i]);
    strides.push_back(from.strides[i]);
  }
  return view_of(only ? "SqueezeBackward1" : "SqueezeBackward0", self, sizes, strides, from.offset,
                 reshape_back(self));
}

}  // namespace

Tensor Tensor::squeeze() const { return squeeze_where(*this, "squeeze", {}); }

Tensor Tensor::squeeze(int64_t at) const {
  impl_of(*this, "squeeze");
  return squeeze_where(*this, "squeeze", wrap_dim(at, dim(), "squeeze"));
}

Tensor Tensor::unsqueeze(int64_t at) const {
  const TensorImpl& from = impl_of(*this, "unsqueeze");
  const auto d = static_cast<size_t>(wrap_dim(at, dim() + 1, "unsqueeze"));
  DimVector sizes = from.sizes, strides = from.strides;
  const int64_t step = d < sizes.size() ? sizes[d] * strides[d] : 1;
  sizes.insert(d, 1);
  strides.insert(d, step);
  return view_of("UnsqueezeBackward0", *this, sizes, strides, from.offset, reshape_back(*this));
}

}  // namespace pumice
