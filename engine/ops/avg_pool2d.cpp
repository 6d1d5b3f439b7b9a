// avg_pool2d.
#include "shaders/kernels/avg_pool2d.h"
#include "autograd/record.h"
#include "ops/launch.h"
#include "ops/pool.h"
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

Tensor forward(const Average& a, const Tensor& self);

// The gradient; linear, so that its own gradient is the forward pass.
Tensor backward(const Average& a, IntArrayRef in_sizes, const Tensor& grad) {
  const Pooling& g = a.g;
  const Tensor cotangent = grad.contiguous();
  Tensor dx = make_tensor(in_sizes, grad.scalar_type(), grad.device());
  const auto [bands, band] = Pooling::bands(g.in[0], g.in[1]);
  if (dx.numel() > 0)
    launch(kernel::avg_pool2d_grad{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], g.kernel[0],
                                   g.kernel[1], g.stride[0], g.stride[1], g.padding[0],
                                   g.padding[1], a.pad_counts, a.divisor, bands, band},
           {cotangent, dx},
           {.groups = g.planes * bands, .width = band * g.in[1], .spec = {by_two(g)}});
  return record("AvgPool2DBackwardBackward0", {grad}, dx, [&] {
    return [a](const Tensors& gg, Needs) { return Tensors{forward(a, gg[0])}; };
  });
}

Tensor forward(const Average& a, const Tensor& self) {
  const Pooling& g = a.g;
  const Tensor x = self.contiguous();
  Tensor y = make_tensor(g.sizes, x.scalar_type(), x.device());
  const auto [bands, band] = Pooling::bands(g.out[0], g.out[1]);
  if (y.numel() > 0)
    launch(kernel::avg_pool2d{g.planes, g.in[0], g.in[1], g.out[0], g.out[1], g.kernel[0],
                              g.kernel[1], g.stride[0], g.stride[1], g.padding[0], g.padding[1],
                              a.pad_counts, a.divisor, bands, band},
           {x, y}, {.groups = g.planes * bands, .width = band * g.out[1], .spec = {by_two(g)}});
  return record("AvgPool2DBackward0", {self}, y, [&] {
    return [a, sizes = DimVector(self.sizes())](const Tensors& grads, Needs) {
      return Tensors{backward(a, sizes, grads[0])};
    };
  });
}

}  // namespace

Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                  IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                  std::optional<int64_t> divisor_override) {
  const Pooling g = check_pooling("avg_pool2d", self, kernel_size, stride, padding, 1, ceil_mode);
  check(divisor_override != 0, ErrorKind::value, "avg_pool2d: divisor must be not zero");
  return forward({g, count_include_pad, static_cast<int32_t>(divisor_override.value_or(0))}, self);
}

}  // namespace pumice
