// avg_pool2d.
#include "shaders/kernels/avg_pool2d.h"
#include "autograd/constant.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "ops/pool.h"
#include "ops/whole_windows.h"
#include "pumice/functions.h"
#include "shaders/kernels/avg_pool2d_grad.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

struct Average {
  Pooling g;
  bool pad_counts;
  int32_t divisor;  // 0: none given
};

// Unpadded windows of 2 that lie side by side inside the plane.
bool by_two(const Pooling& g) {
  constexpr std::array two{2u, 2u};
  return g.kernel == two && g.stride == two && g.padding == std::array{0u, 0u} &&
         g.out[0] * 2 <= g.in[0] && g.out[1] * 2 <= g.in[1];
}

// Unpadded windows inside the plane that do not overlap.
bool apart(const Pooling& g) {
  bool yes = true;
  for (size_t i = 0; i < 2; ++i)
    yes =
        yes && g.padding[i] == 0 && g.kernel[i] <= g.stride[i] && g.out[i] * g.stride[i] <= g.in[i];
  return yes;
}

// What every window's sum is divided by; 0 where that depends on the window.
int32_t one_divisor(const Average& a) {
  bool whole = true;
  for (size_t i = 0; i < 2; ++i) {
    const Pooling& g = a.g;
    const bool inside = (g.out[i] - 1) * g.stride[i] + g.kernel[i] <= g.in[i] + 2 * g.padding[i];
    whole = whole && inside && (a.pad_counts || g.padding[i] == 0);
  }
  return a.divisor || !whole ? a.divisor : static_cast<int32_t>(a.g.kernel[0] * a.g.kernel[1]);
}

Tensor forward(const Average& a, const Tensor& self);

// The gradient; linear, so that its own gradient is the forward pass.
Tensor backward(const Average& a, IntArrayRef in_sizes, const Tensor& grad) {
  const Pooling& g = a.g;
  const Tensor cotangent = grad.contiguous();
  Tensor dx = make_tensor(in_sizes, grad.scalar_type(), grad.device());
  const int32_t divisor = one_divisor(a);
  using Shape = kernel::avg_pool2d_grad::SHAPE;
  const auto shape = divisor && apart(g)
                         ? (g.stride == std::array{2u, 2u} ? Shape::tiles2 : Shape::tiles)
                     : divisor && g.stride[1] == 1 ? Shape::s1
                                                   : Shape::any;
  const auto [bands, band] = Pooling::bands(g.in[0], g.in[1]);
  if (dx.numel() > 0)
    launch(kernel::avg_pool2d_grad{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], g.kernel[0],
                                   g.kernel[1], g.stride[0], g.stride[1], g.padding[0],
                                   g.padding[1], a.pad_counts, divisor, bands, band},
           {cotangent, dx},
           {.groups = g.planes * bands,
            .width = band * g.in[1],
            .spec = {static_cast<uint16_t>(shape)}});
  return record("AvgPool2DBackwardBackward0", {grad}, laid_out(dx, g.format), [&] {
    return [a](const Tensors& gg, Needs) { return Tensors{forward(a, gg[0])}; };
  });
}

Tensor forward(const Average& a, const Tensor& self) {
  const Pooling& g = a.g;
  using Shape = kernel::avg_pool2d::SHAPE;
  const auto shape = by_two(g) ? Shape::k2s2 : g.stride[1] == 1 ? Shape::s1 : Shape::any;
  const auto [from, to] = g.inside_columns(Pooling::kFewColumns);
  const Tensor x = self.contiguous();
  Tensor y = make_tensor(g.sizes, x.scalar_type(), x.device());
  const auto [bands, band] = Pooling::bands(g.out[0], g.out[1]);
  if (y.numel() > 0)
    launch(kernel::avg_pool2d{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], g.kernel[0],
                              g.kernel[1], g.stride[0], g.stride[1], g.padding[0], g.padding[1],
                              a.pad_counts, a.divisor, bands, band, from, to},
           {x, y},
           {.groups = g.planes * bands,
            .width = band * g.out[1],
            .spec = {static_cast<uint16_t>(shape)}});
  return record("AvgPool2DBackward0", {self}, laid_out(y, g.format), [&] {
    return [a, from = history_of(self)](const Tensors& grads, Needs) {
      return Tensors{
          constant_in(from, backward(a, from.sizes(), grads[0]), "AvgPool2DBackwardBackward0")};
    };
  });
}

}  // namespace

Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                  IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                  std::optional<int64_t> divisor_override) {
  const Pooling g = check_pooling("avg_pool2d", self, kernel_size, stride, padding, 1, ceil_mode,
                                  divisor_override);
  if (self.scalar_type() != kLong) check_floating("avg_pool2d", self);
  if (self.scalar_type() == kLong) {
    const Tensor x = self.dim() == 3 ? self.unsqueeze(0) : self;
    const Tensor y = average_whole(x, g.places(), count_include_pad, divisor_override.value_or(0));
    return laid_out(y.reshape(g.sizes), g.format);
  }
  return forward({g, count_include_pad, static_cast<int32_t>(divisor_override.value_or(0))}, self);
}

}  // namespace pumice
