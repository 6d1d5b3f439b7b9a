// nll_loss.
#include "shaders/kernels/nll_loss.h"
#include "autograd/record.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "ops/optional.h"
#include "pumice/functions.h"
#include "shaders/kernels/nll_loss_grad.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

Tensor nll_loss_grad(const ClassTargets& t, const Tensor& self, const Tensor& total,
                     const Tensor& g, int64_t reduction) {
  if (GradMode::is_enabled()) {
    const TargetTensors parts = target_tensors(t, self);
    Tensor scale = reduction == Reduction::None ? g.reshape(parts.counts.sizes()) : g;
    if (reduction == Reduction::Mean) scale = scale / total.to(g.scalar_type());
    return neg(parts.one_hot * parts.weight) * scale;
  }
  Tensor dx = make_tensor(self.sizes(), self.scalar_type(), self.device());
  if (dx.numel() == 0) return dx;
  const Tensor cotangent = g.contiguous();
  const Tensor& weight = t.weight.defined() ? t.weight : self;
  launch(kernel::nll_loss_grad{t.count(), static_cast<uint32_t>(t.slices.n),
                               static_cast<uint32_t>(t.slices.inner),
                               static_cast<int32_t>(t.ignore_index), t.weight.defined()},
         {t.target, weight, cotangent, total, dx},
         {.groups = blocks(t.count()), .spec = {static_cast<uint16_t>(reduction)}});
  return dx;
}

}  // namespace

Tensor nll_loss(const Tensor& self, const Tensor& target, const std::optional<Tensor>& given,
                int64_t reduction, int64_t ignore_index) {
  const Tensor& weight = or_undefined(given);
  check_reduction("nll_loss", reduction);
  const ClassTargets t = check_class_targets("nll_loss", self, target, weight, ignore_index);
  const Tensor x = self.contiguous();
  Tensor loss = make_compute(target.sizes(), x), norm = make_compute(target.sizes(), x);
  if (loss.numel() > 0)
    launch(kernel::nll_loss{t.count(), static_cast<uint32_t>(t.slices.n),
                            static_cast<uint32_t>(t.slices.inner),
                            static_cast<int32_t>(ignore_index), t.weight.defined()},
           {x, t.target, t.weight.defined() ? t.weight : x, loss, norm},
           {.groups = blocks(t.count())});
  Tensor out, total = norm;
  if (reduction == Reduction::None)
    out = loss.to(x.scalar_type());
  else
    std::tie(out, total) = total_loss(loss, norm, reduction, 0, x.scalar_type());
  return record(self.dim() <= 2 ? "NllLossBackward0" : "NllLoss2DBackward0", {self}, out, [&] {
    return [t, x = Saved(self), targets = Saved(target), weights = Saved(weight), total, reduction](
               const Tensors& g, Needs) {
      targets.unpack(), weights.unpack();  // t holds them; this asks whether they were changed
      return Tensors{nll_loss_grad(t, x.unpack(), total, g[0], reduction)};
    };
  });
}

}  // namespace pumice
