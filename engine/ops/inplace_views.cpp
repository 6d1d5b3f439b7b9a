// Views in place: transpose_, t_, squeeze_, unsqueeze_, as_strided_ change what a tensor says of
// its elements, and its history with it.
#include "autograd/meta.h"
#include "base/error.h"
#include "ops/view.h"

namespace pumice {

namespace {

// Gives `self` the sizes, strides and offset of `seen`, a view of it. A view of another tensor
// finds its history anew through its base; another one becomes the result of a node.
Tensor& become(const char* op, const char* node, const Tensor& self, const Tensor& seen,
               FunctionRef<GradFn()> make_grad) {
  const bool recorded = needs_grad(TensorList(self));
  if (recorded) check_inplace(op, self);
  TensorImpl& impl = *self.impl();
  const TensorImpl& to = *seen.impl();
  std::shared_ptr<GraphNode> maker;
  if (recorded && !impl.base.defined()) {
    EdgeList edges;
    edges.push_back(edge_of(self));
    maker = std::make_shared<GraphNode>(node, std::move(edges), make_grad(), /*saves=*/false);
  }
  impl.offset = to.offset;
  impl.set_sizes_strides(to.sizes, to.strides);
  impl.bump_version();
  if (maker) {
    maker->add_output(impl);
    attach(impl, maker, 0);
  }
  return const_cast<Tensor&>(self);
}

// seen, with the gradient of whatever only gives elements other sizes.
Tensor& become_reshaped(const char* op, const char* node, const Tensor& self, const Tensor& seen) {
  return become(op, node, self, seen, reshape_back);
}

template <class View>
Tensor unrecorded(const Tensor& self, const char* op, View view) {
  impl_of(self, op);
  const NoGradGuard guard;
  return view(self);
}

}  // namespace

Tensor& Tensor::transpose_(int64_t dim0, int64_t dim1) const {
  const Tensor seen =
      unrecorded(*this, "transpose_", [&](const Tensor& t) { return t.transpose(dim0, dim1); });
  return become("transpose_", "TransposeBackward1", *this, seen, [&]() -> GradFn {
    return [dim0, dim1](const Tensors& grads, Needs) {
      return Tensors{grads[0].transpose(dim0, dim1)};
    };
  });
}

Tensor& Tensor::t_() const {
  check(impl_of(*this, "t_").sizes.size() <= 2, ErrorKind::shape,
        "t_: t_() expects a tensor with <= 2 dimensions, but self is {}D", dim());
  const Tensor seen = unrecorded(*this, "t_", [](const Tensor& t) { return t.t(); });
  return become("t_", "TBackward1", *this, seen, []() -> GradFn {
    return [](const Tensors& grads, Needs) { return Tensors{grads[0].t()}; };
  });
}

Tensor& Tensor::squeeze_() const {
  const Tensor seen = unrecorded(*this, "squeeze_", [](const Tensor& t) { return t.squeeze(); });
  return become_reshaped("squeeze_", "SqueezeBackward3", *this, seen);
}

Tensor& Tensor::squeeze_(int64_t at) const {
  const Tensor seen =
      unrecorded(*this, "squeeze_", [at](const Tensor& t) { return t.squeeze(at); });
  return become_reshaped("squeeze_", "SqueezeBackward4", *this, seen);
}

Tensor& Tensor::squeeze_(IntArrayRef dims) const {
  const Tensor seen =
      unrecorded(*this, "squeeze_", [dims](const Tensor& t) { return t.squeeze(dims); });
  return become_reshaped("squeeze_", "SqueezeBackward5", *this, seen);
}

Tensor& Tensor::unsqueeze_(int64_t at) const {
  const Tensor seen =
      unrecorded(*this, "unsqueeze_", [at](const Tensor& t) { return t.unsqueeze(at); });
  return become_reshaped("unsqueeze_", "UnsqueezeBackward1", *this, seen);
}

Tensor& Tensor::as_strided_(IntArrayRef size, IntArrayRef stride,
                            std::optional<int64_t> storage_offset) const {
  const Tensor seen = unrecorded(*this, "as_strided_", [&](const Tensor& t) {
    return t.as_strided(size, stride, storage_offset);
  });
  const Geometry before(*impl_), after(*seen.impl());
  return become("as_strided_", "AsStridedBackward1", *this, seen,
                [&]() -> GradFn { return as_strided_grad(before, after); });
}

}  // namespace pumice
