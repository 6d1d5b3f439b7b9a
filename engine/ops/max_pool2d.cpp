// max_pool2d.
#include "shaders/kernels/max_pool2d.h"
#include "autograd/constant.h"
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "ops/pool.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/max_pool2d_grad.h"
#include "shaders/kernels/max_pool2d_scatter.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

bool square(const Pooling& g, uint32_t k, uint32_t s) {
  return g.kernel == std::array{k, k} && g.stride == std::array{s, s} &&
         g.dilation == std::array{1u, 1u};
}

// (values, int32 positions or undefined)
std::pair<Tensor, Tensor> forward(const Tensor& self, const Pooling& g, bool positions) {
  const Tensor x = self.contiguous();
  const Tensor y = make_tensor(g.sizes, x.scalar_type(), x.device());
  const Tensor at =
      make_tensor(positions ? IntArrayRef(g.sizes) : IntArrayRef(1), kInt, x.device());
  using Shape = kernel::max_pool2d::SHAPE;
  const auto shape = square(g, 2, 2)    ? Shape::k2s2
                     : square(g, 3, 2)  ? Shape::k3s2
                     : g.stride[1] == 1 ? Shape::s1
                                        : Shape::any;
  const bool unrolled = shape == Shape::k2s2 || shape == Shape::k3s2;
  const auto [from, to] = g.inside_columns(unrolled ? 1 : Pooling::kFewColumns);
  const auto [bands, band] = Pooling::bands(g.out[0], g.out[1]);
  if (y.numel() > 0)
    launch(kernel::max_pool2d{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], g.kernel[0],
                              g.kernel[1], g.stride[0], g.stride[1], g.padding[0], g.padding[1],
                              g.dilation[0], g.dilation[1], bands, band, from, to},
           {x, y, at},
           {.groups = g.planes * bands,
            .width = band * g.out[1],
            .spec = {static_cast<uint16_t>(shape), positions}});
  return {laid_out(y, g.format), positions ? at : Tensor()};
}

// Cotangents of y picked at the positions: (planes, outputs) of (planes, pixels), as a formula.
Tensor pick(const Pooling& g, const Tensor& x, const Tensor& positions) {
  const int64_t planes = g.planes, pixels = int64_t{g.in[0]} * g.in[1],
                outputs = int64_t{g.out[0]} * g.out[1];
  return gather(x.reshape({planes, pixels}), 1, positions.to(kLong).reshape({planes, outputs}))
      .reshape(g.sizes);
}

Tensor max_pool2d_grad(const Pooling& g, IntArrayRef in_sizes, const Tensor& grad,
                       const Tensor& at) {
  const Tensor cotangent = grad.contiguous();
  Tensor dx = make_tensor(in_sizes, grad.scalar_type(), grad.device());
  using Form = kernel::max_pool2d_grad::FORM;
  std::array<uint32_t, 2> extent;
  bool tiles = true;
  for (size_t i = 0; i < 2; ++i) {
    extent[i] = (g.kernel[i] - 1) * g.dilation[i] + 1;
    tiles =
        tiles && g.padding[i] == 0 && extent[i] <= g.stride[i] && g.out[i] * g.stride[i] <= g.in[i];
  }
  const bool two = g.stride == std::array{2u, 2u};
  const bool pairs = two && extent[0] <= 4 && extent[1] <= 4;
  const auto form =
      tiles ? (two ? Form::tiles2 : Form::tiles) : (pairs ? Form::pairs : Form::gather);
  const auto& plane = tiles ? g.out : g.in;
  const auto [bands, band] = Pooling::bands(plane[0], plane[1]);
  // A lane that has a plane to itself need not search for what a pixel gets; halves would round.
  const bool scatters = !tiles && dx.device().is_cpu() && dx.element_size() >= 4 && g.planes >= 16;
  if (scatters) {
    const NoGradGuard no_grad;
    dx.zero_();
    launch(kernel::max_pool2d_scatter{g.planes, g.in[0] * g.in[1], g.out[0] * g.out[1]},
           {cotangent, at, dx}, {.groups = g.planes});
  } else if (dx.numel() > 0) {
    launch(kernel::max_pool2d_grad{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], extent[0],
                                   extent[1], g.stride[0], g.stride[1], g.padding[0], g.padding[1],
                                   bands, band},
           {cotangent, at, dx},
           {.groups = g.planes * bands,
            .width = band * plane[1],
            .spec = {static_cast<uint16_t>(form)}});
  }
  return record("MaxPool2DWithIndicesBackwardBackward0", {grad}, laid_out(dx, g.format), [&] {
    return [g, at](const Tensors& gg, Needs) { return Tensors{pick(g, gg[0], at)}; };
  });
}

std::pair<Tensor, Tensor> run(const char* op, const Tensor& self, IntArrayRef kernel_size,
                              IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                              bool ceil_mode, bool positions) {
  const Pooling g = check_pooling(op, self, kernel_size, stride, padding, dilation, ceil_mode);
  check_dtype("max_pool2d", self.scalar_type(), op);
  if (!self.is_floating_point()) {
    const auto [y, at] = maximum_whole(self.dim() == 3 ? self.unsqueeze(0) : self, g.places());
    return {laid_out(y.reshape(g.sizes), g.format), laid_out(at.reshape(g.sizes), g.format)};
  }
  auto [y, at] = forward(self, g, positions || needs_grad({self}));
  const Tensor kept = at;
  y = record("MaxPool2DWithIndicesBackward0", {self}, y, [&] {
    return [g, kept, from = history_of(self)](const Tensors& grads, Needs) {
      return Tensors{constant_in(from, max_pool2d_grad(g, from.sizes(), grads[0], kept),
                                 "MaxPool2DWithIndicesBackwardBackward0")};
    };
  });
  return {y, kept};
}

}  // namespace

Tensor max_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                  IntArrayRef padding, IntArrayRef dilation, bool ceil_mode) {
  return run("max_pool2d", self, kernel_size, stride, padding, dilation, ceil_mode, false).first;
}

std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& self, IntArrayRef kernel_size,
                                                   IntArrayRef stride, IntArrayRef padding,
                                                   IntArrayRef dilation, bool ceil_mode) {
  const auto [y, at] =
      run("max_pool2d_with_indices", self, kernel_size, stride, padding, dilation, ceil_mode, true);
  return {y, laid_out_like(at.to(kLong), y)};
}

}  // namespace pumice
