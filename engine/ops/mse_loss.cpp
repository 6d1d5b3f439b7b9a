// mse_loss.
#include "shaders/kernels/mse_loss.h"
#include "autograd/record.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

constexpr int64_t kChunk = 16384;

// Sum or mean of squares by groups; the gradient is a formula, so that it can be derived again.
Tensor reduced(const Tensor& self, const Tensor& target, int64_t reduction) {
  const Tensor x = self.contiguous(), y = target.contiguous();
  const int64_t n = x.numel(), parts = (n + kChunk - 1) / kChunk;
  const Tensor part = make_compute({parts}, x);
  launch(kernel::mse_loss{static_cast<uint32_t>(n), kChunk}, {x, y, part},
         {.groups = static_cast<uint32_t>(parts)});
  Tensor out =
      std::get<0>(total_loss(part, {}, reduction, static_cast<double>(n), x.scalar_type()));
  const double scale = reduction == Reduction::Mean ? 2.0 / static_cast<double>(n) : 2.0;
  return record("MseLossBackward0", {self, target}, out, [&] {
    return [x = Saved(self), y = Saved(target), scale](const Tensors& g, Needs needs) {
      const Tensor dx = ((x.unpack() - y.unpack()) * (g[0] * scale)).contiguous();
      return Tensors{needs[0] ? dx : Tensor(), needs[1] ? neg(dx) : Tensor()};
    };
  });
}

}  // namespace

Tensor mse_loss(const Tensor& self, const Tensor& target, int64_t reduction) {
  impl_of(self, "mse_loss");
  impl_of(target, "mse_loss", "#1 'target'");
  broadcast_shapes(self.sizes(), target.sizes(), "mse_loss");
  check_reduction("mse_loss", reduction);
  // One of them may hold integers: labels often do.
  check_dtype("mse_loss", result_type(self, target));
  if (reduction == Reduction::None || self.sizes() != target.sizes() ||
      self.scalar_type() != target.scalar_type() || self.numel() == 0) {
    const ScalarType common = result_type(self, target);
    const Tensor d = self.to(common) - target.to(common);
    Tensor squares = d * d;
    if (reduction != Reduction::None)
      squares = reduction == Reduction::Mean ? mean(squares) : sum(squares);
    return rename_node(squares, "MseLossBackward0");
  }
  return reduced(self, target, reduction);
}

}  // namespace pumice
