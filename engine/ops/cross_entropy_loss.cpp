// cross_entropy_loss: log_softmax and nll_loss in one, for class indices; a formula for
// probabilities.
#include "autograd/record.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "ops/optional.h"
#include "pumice/functions.h"
#include "shaders/kernels/cross_entropy.h"
#include "shaders/kernels/cross_entropy_grad.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

struct Call {
  ClassTargets t;
  int64_t reduction;
  double smoothing;
};

Grid grid_for(const Call& c) {
  const bool lanes = lane_per_slice(c.t.slices, c.t.target.device());
  using Kernel = kernel::cross_entropy_grad;
  const auto form = lanes ? Kernel::FORM::lanes : Kernel::FORM::rows;
  return {
      .groups = lanes ? blocks(c.t.count()) : c.t.count(),
      .width = static_cast<uint32_t>(lanes ? 256 : c.t.slices.n),
      .spec = {c.smoothing > 0, static_cast<uint16_t>(form), static_cast<uint16_t>(c.reduction)}};
}

// The gradient as a formula of operators, from which the second one comes.
Tensor formula(const Call& c, const Tensor& x, const Tensor& total, const Tensor& g) {
  const TargetTensors parts = target_tensors(c.t, x);
  Tensor scale = c.reduction == Reduction::None ? g.reshape(parts.counts.sizes()) : g;
  if (c.reduction == Reduction::Mean) scale = scale / total.to(g.scalar_type());
  Tensor slope = parts.weight * (1 - c.smoothing), shift = parts.one_hot * slope;
  if (c.smoothing > 0) {
    const double share = c.smoothing / static_cast<double>(c.t.slices.n);
    if (c.t.weight.defined()) {
      DimVector sizes(static_cast<size_t>(x.dim()), 1);
      sizes[static_cast<size_t>(c.t.dim)] = c.t.slices.n;
      slope = slope + parts.counts * (sum(c.t.weight) * share);
      shift = shift + parts.counts * (c.t.weight.reshape(sizes) * share);
    } else {
      slope = slope + parts.counts * c.smoothing;
      shift = shift + parts.counts * share;
    }
  }
  return (softmax(x, c.t.dim) * slope - shift) * scale;
}

Tensor cross_entropy_grad(const Call& c, const Tensor& x, const Tensor& lse, const Tensor& total,
                          const Tensor& g) {
  if (GradMode::is_enabled()) return formula(c, x, total, g);
  Tensor dx = make_tensor(x.sizes(), x.scalar_type(), x.device());
  if (dx.numel() == 0) return dx;
  const Tensor logits = x.contiguous(), cotangent = g.contiguous();
  launch(
      kernel::cross_entropy_grad{
          c.t.count(), static_cast<uint32_t>(c.t.slices.n), static_cast<uint32_t>(c.t.slices.inner),
          static_cast<int32_t>(c.t.ignore_index), c.t.weight.defined(), c.smoothing},
      {logits, c.t.target, c.t.weight.defined() ? c.t.weight : logits, lse, cotangent, total, dx},
      grid_for(c));
  return dx;
}

Tensor with_indices(const Tensor& self, const Tensor& target, const Tensor& weight, const Call& c) {
  const ClassTargets& t = c.t;
  const Tensor x = self.contiguous();
  const Tensor loss = make_compute(t.target.sizes(), x), norm = make_compute(t.target.sizes(), x),
               lse = make_compute(t.target.sizes(), x);
  if (loss.numel() > 0)
    launch(kernel::cross_entropy{t.count(), static_cast<uint32_t>(t.slices.n),
                                 static_cast<uint32_t>(t.slices.inner),
                                 static_cast<int32_t>(t.ignore_index), t.weight.defined(),
                                 c.smoothing},
           {x, t.target, t.weight.defined() ? t.weight : x, loss, norm, lse}, grid_for(c));
  Tensor out, total = norm;
  if (c.reduction == Reduction::None)
    out = loss.to(x.scalar_type());
  else
    std::tie(out, total) = total_loss(loss, norm, c.reduction, 0, x.scalar_type());
  const char* node = c.smoothing > 0   ? "AddBackward0"
                     : self.dim() <= 2 ? "NllLossBackward0"
                                       : "NllLoss2DBackward0";
  return record(node, {self}, out, [&] {
    return [c, x = Saved(self), targets = Saved(target), weights = Saved(weight), lse, total](
               const Tensors& g, Needs) {
      targets.unpack(), weights.unpack();  // c holds them; this asks whether they were changed
      return Tensors{cross_entropy_grad(c, x.unpack(), lse, total, g[0])};
    };
  });
}

int64_t class_dim(const Tensor& self) { return self.dim() == 1 ? 0 : 1; }

void check_smoothing(double smoothing) {
  check(smoothing <= 1, ErrorKind::value,
        "cross_entropy_loss: label_smoothing must be between 0.0 and 1.0. Got: {}", smoothing);
}

void check_smoothed_weight(const Tensor& weight, int64_t classes) {
  check_class_weight("cross_entropy_loss: cross_entropy", weight, classes);
}

Tensor with_probabilities(const Tensor& self, const Tensor& target, const Tensor& weight,
                          int64_t reduction, double smoothing) {
  const int64_t dim = class_dim(self), classes = self.size(dim);
  check_smoothed_weight(weight, classes);
  const Tensor logs = log_softmax(self, dim);
  Tensor goal = target;
  check_smoothing(smoothing);
  if (smoothing > 0) goal = goal * (1 - smoothing) + smoothing / static_cast<double>(classes);
  Tensor parts = logs * goal;
  if (weight.defined()) {
    DimVector sizes(static_cast<size_t>(self.dim()), 1);
    sizes[static_cast<size_t>(dim)] = classes;
    parts = parts * weight.reshape(sizes);
  }
  if (reduction == Reduction::None) return neg(sum(parts, dim));
  Tensor total = neg(sum(parts));
  if (reduction == Reduction::Sum) return total;
  return total / (static_cast<double>(self.numel()) / static_cast<double>(classes));
}

}  // namespace

Tensor cross_entropy_loss(const Tensor& self, const Tensor& target,
                          const std::optional<Tensor>& given, int64_t reduction,
                          int64_t ignore_index, double label_smoothing) {
  const Tensor& weight = or_undefined(given);
  const char* op = "cross_entropy_loss";
  impl_of(self, op);
  impl_of(target, op, "#1 'target'");
  check_reduction(op, reduction);
  if (target.sizes() == self.sizes()) {
    check(target.is_floating_point(), ErrorKind::dtype,
          "{}: Expected floating point type for target with class probabilities, got {}", op,
          toString(target.scalar_type()));
    check(ignore_index < 0, ErrorKind::value,
          "{}: ignore_index is not supported for floating point target", op);
    return with_probabilities(self, target, weight, reduction, label_smoothing);
  }
  check_smoothing(label_smoothing);
  // Which has errors of its own, before those of the targets.
  if (self.dim() == 0 || !self.is_floating_point()) log_softmax(self, class_dim(self));
  if (label_smoothing > 0) check_smoothed_weight(weight, self.size(class_dim(self)));
  const double smoothing = std::max(label_smoothing, 0.0);
  return with_indices(
      self, target, weight,
      {check_class_targets(op, self, target, weight, ignore_index), reduction, smoothing});
}

}  // namespace pumice
