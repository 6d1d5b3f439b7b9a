// Views with dims moved, added, removed or repeated: permute, transpose, expand, squeeze,
// unsqueeze.
#include "autograd/node.h"
#include "base/error.h"
#include "ops/view.h"
#include "tensor/print.h"

namespace pumice {

Tensor Tensor::permute(IntArrayRef dims) const {
  const TensorImpl& from = impl_of(*this, "permute");
  check(dims.size() == from.sizes.size(), ErrorKind::shape,
        "permute: permute(sparse_coo): number of dimensions in the tensor input does not match the "
        "length of the desired ordering of dimensions i.e. input.dim() = {} is not equal to "
        "len(dims) = {}",
        from.sizes.size(), dims.size());
  DimVector sizes(dims.size()), strides(dims.size()), inverse(dims.size(), -1);
  for (size_t i = 0; i < dims.size(); ++i) {
    const int64_t d = wrap_dim(dims[i], dim(), "permute");
    check(inverse[d] < 0, ErrorKind::shape, "permute: permute(): duplicate dims are not allowed.");
    inverse[d] = static_cast<int64_t>(i);
    sizes[i] = from.sizes[d];
    strides[i] = from.strides[d];
  }
  return view_of("PermuteBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [inverse](const Tensors& grads, Needs) { return Tensors{grads[0].permute(inverse)}; };
  });
}

namespace {

template <class Back>
Tensor transposed(const char* node, const Tensor& self, int64_t a, int64_t b, Back back) {
  const TensorImpl& from = *self.impl();
  DimVector sizes = from.sizes, strides = from.strides;
  if (!sizes.empty()) {
    std::swap(sizes[a], sizes[b]);
    std::swap(strides[a], strides[b]);
  }
  return view_of(node, self, sizes, strides, from.offset, [&]() -> GradFn {
    return [back](const Tensors& grads, Needs) { return Tensors{back(grads[0])}; };
  });
}

}  // namespace

Tensor Tensor::transpose(int64_t dim0, int64_t dim1) const {
  impl_of(*this, "transpose");
  const int64_t a = wrap_dim(dim0, dim(), "transpose"), b = wrap_dim(dim1, dim(), "transpose");
  return transposed("TransposeBackward0", *this, a, b,
                    [a, b](const Tensor& g) { return g.transpose(a, b); });
}

Tensor Tensor::t() const {
  const size_t rank = impl_of(*this, "t").sizes.size();
  check(rank <= 2, ErrorKind::shape,
        "t: t() expects a tensor with <= 2 dimensions, but self is {}D", rank);
  return transposed("TBackward0", *this, 0, rank < 2 ? 0 : 1,
                    [](const Tensor& g) { return g.t(); });
}

Tensor Tensor::expand(IntArrayRef size, bool) const {
  const TensorImpl& from = impl_of(*this, "expand");
  check(size.size() >= from.sizes.size(), ErrorKind::shape,
        "expand({}{{{}}}, size={}): the number of sizes provided ({}) must be greater or equal to "
        "the number of dimensions in the tensor ({})",
        type_name(*this), list_str(from.sizes), list_str(size), size.size(), from.sizes.size());
  DimVector sizes(size), strides(size.size());
  const size_t lead = size.size() - from.sizes.size();
  for (size_t i = size.size(); i-- > 0;) {
    const int64_t old = i < lead ? 1 : from.sizes[i - lead];
    check(size[i] >= 0 || i >= lead, ErrorKind::shape,
          "expand: The expanded size of the tensor ({}) isn't allowed in a leading, non-existing "
          "dimension {}",
          size[i], i);
    if (size[i] == -1) sizes[i] = old;
    check(old == sizes[i] || (old == 1 && sizes[i] >= 0), ErrorKind::shape,
          "expand: The expanded size of the tensor ({}) must match the existing size ({}) at "
          "non-singleton dimension {}.  Target sizes: {}.  Tensor sizes: {}",
          sizes[i], old, i, list_str(size), list_str(from.sizes));
    const bool outermost = i + 1 == size.size();
    const int64_t stride = i >= lead   ? from.strides[i - lead]
                           : outermost ? 0
                                       : sizes[i + 1] * strides[i + 1];
    strides[i] = old == sizes[i] ? stride : 0;
  }
  return view_of("ExpandBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) {
      return Tensors{pumice::sum_to_size(grads[0], argument_sizes(0))};
    };
  });
}

Tensor Tensor::sum_to_size(IntArrayRef size) const {
  const TensorImpl& from = impl_of(*this, "sum_to_size");
  check(broadcasts_to(size, from.sizes), ErrorKind::shape,
        "size {{{}}} is not expandable to size {{{}}}.", list_str(size), list_str(from.sizes));
  return pumice::sum_to_size(*this, size);
}

namespace {

// Drops the dims of size 1 for which drop(dim) holds.
template <class Drop>
Tensor squeezed(const char* node, const Tensor& self, Drop drop) {
  const TensorImpl& from = *self.impl();
  DimVector sizes, strides, dropped;
  for (size_t i = 0; i < from.sizes.size(); ++i) {
    if (from.sizes[i] == 1 && drop(i)) {
      dropped.push_back(static_cast<int64_t>(i));
      continue;
    }
    sizes.push_back(from.sizes[i]);
    strides.push_back(from.strides[i]);
  }
  return view_of(node, self, sizes, strides, from.offset, [&]() -> GradFn {
    return [dropped](const Tensors& grads, Needs) {
      Tensor g = grads[0];
      for (const int64_t d : dropped) g = g.unsqueeze(d);
      return Tensors{g};
    };
  });
}

}  // namespace

Tensor Tensor::squeeze() const {
  impl_of(*this, "squeeze");
  return squeezed("SqueezeBackward0", *this, [](size_t) { return true; });
}

Tensor Tensor::squeeze(int64_t at) const {
  impl_of(*this, "squeeze");
  const auto d = static_cast<size_t>(wrap_dim(at, dim(), "squeeze"));
  return squeezed("SqueezeBackward1", *this, [d](size_t i) { return i == d; });
}

Tensor Tensor::squeeze(IntArrayRef dims) const {
  DimVector listed(std::max<size_t>(impl_of(*this, "squeeze").sizes.size(), 1), 0);
  for (const int64_t at : dims) {
    const int64_t d = wrap_dim(at, dim(), "squeeze");
    check(!listed[d], ErrorKind::value, "dim {} appears multiple times in the list of dims", d);
    listed[d] = 1;
  }
  return squeezed("SqueezeBackward2", *this, [&](size_t i) { return listed[i] != 0; });
}

Tensor Tensor::unsqueeze(int64_t at) const {
  const TensorImpl& from = impl_of(*this, "unsqueeze");
  const auto d = static_cast<size_t>(wrap_dim(at, dim() + 1, "unsqueeze"));
  DimVector sizes = from.sizes, strides = from.strides;
  const int64_t step = d < sizes.size() ? sizes[d] * strides[d] : 1;
  sizes.insert(d, 1);
  strides.insert(d, step);
  return view_of("UnsqueezeBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [at = static_cast<int64_t>(d)](const Tensors& grads, Needs) {
      return Tensors{grads[0].squeeze(at)};
    };
  });
}

}  // namespace pumice
