// What the losses over classes share: argument checks, sums, formulas.
#include "ops/losses.h"

#include "autograd/record.h"
#include "ops/bounds.h"
#include "ops/launch.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/loss_total.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

void check_class_weight(const char* op, const Tensor& weight, int64_t classes) {
  check(!weight.defined() || (weight.dim() == 1 && weight.size(0) == classes), ErrorKind::shape,
        "{}: weight tensor should be defined either for all {} classes or no classes but got "
        "weight tensor of shape: {}",
        op, classes, list_str(weight.defined() ? weight.sizes() : IntArrayRef()));
}

void check_reduction(const char* op, int64_t reduction) {
  check(reduction >= Reduction::None && reduction <= Reduction::Sum, ErrorKind::value,
        "{}: {} is not a valid value for reduction", op, reduction);
}

namespace {

// PyTorch has a function for each rank, with rules, an order and words of its own.
void check_shapes(const char* op, const Tensor& self, const Tensor& target, const Tensor& weight) {
  const int64_t rank = self.dim();
  check_as<ValueError>(rank > 0, ErrorKind::shape, "{}: Expected 1 or more dimensions (got 0)", op);
  const int64_t batch = target.dim() > 0 ? target.size(0) : 0;
  check_as<ValueError>(rank == 1 || batch == self.size(0), ErrorKind::shape,
                       "{}: Expected input batch_size ({}) to match target batch_size ({}).", op,
                       self.size(0), batch);
  const IntArrayRef sizes = self.sizes(), found = target.sizes();
  if (rank <= 2) {
    check(target.dim() <= 1, ErrorKind::shape,
          "{}: 0D or 1D target tensor expected, multi-target not supported", op);
    check((rank == 1 && target.dim() == 0) || target.size(0) == self.size(0), ErrorKind::shape,
          "{}: size mismatch (got input: {}, target: {})", op, list_str(sizes), list_str(found));
    check_class_weight(op, weight, self.size(-1));
    return;
  }
  DimVector expected(sizes);
  expected.erase(1);
  const bool fits = found == IntArrayRef(expected);
  check(rank == 4 || fits, ErrorKind::shape, "{}: Expected target size {}, got {}", op,
        list_str(expected), list_str(found));
  check(rank != 4 || target.dim() == 3, ErrorKind::shape,
        "{}: only batches of spatial targets supported (3D tensors) but got targets of dimension: "
        "{}",
        op, target.dim());
  check(!weight.defined() || weight.numel() == self.size(1), ErrorKind::shape,
        "{}: weight tensor should be defined either for all or no classes", op);
  check_class_weight(op, weight, self.size(1));
  check(fits, ErrorKind::shape, "{}: size mismatch (got input: {} , target: {}", op,
        list_str(sizes), list_str(found));
}

}  // namespace

ClassTargets check_class_targets(const char* op, const Tensor& self, const Tensor& target,
                                 const Tensor& weight, int64_t ignore_index) {
  impl_of(self, op);
  impl_of(target, op, "#1 'target'");
  check_shapes(op, self, target, weight);
  if (!self.is_floating_point())
    refuse_dtype(self.dim() <= 2 ? "nll_loss" : "nll_loss2d", self.scalar_type(), op);
  check(target.scalar_type() == kLong || (target.scalar_type() == kByte && self.dim() <= 2),
        ErrorKind::dtype, "{}: expected scalar type Long but found {}", op,
        toString(target.scalar_type()));
  ClassTargets t;
  t.dim = self.dim() == 1 ? 0 : 1;
  t.slices = slices_of(self, t.dim);
  if (weight.defined()) {
    check(weight.scalar_type() == self.scalar_type(), ErrorKind::dtype,
          "{}: expected scalar type {} but found {}", op, toString(self.scalar_type()),
          toString(weight.scalar_type()));
    t.weight = weight.detach().contiguous();
  }
  t.target = target.to(kLong).contiguous();
  t.ignore_index = ignore_index;
  check_bounds({op, "Target {value} is out of bounds."}, t.target,
               {.low = 0, .high = t.slices.n, .skip = ignore_index});
  return t;
}

Tensor make_compute(IntArrayRef sizes, const Tensor& like) {
  return make_tensor(sizes, like.scalar_type() == kDouble ? kDouble : kFloat, like.device());
}

std::tuple<Tensor, Tensor> total_loss(const Tensor& loss, const Tensor& norm, int64_t reduction,
                                      double count, ScalarType dtype) {
  using Divide = kernel::loss_total::DIVIDE;
  const Tensor out = make_tensor({}, dtype, loss.device()), total = make_compute({}, out);
  const auto divide = reduction == Reduction::Sum ? Divide::none
                      : norm.defined()            ? Divide::weight
                                                  : Divide::count;
  const auto parts = static_cast<uint32_t>(loss.numel());
  launch(kernel::loss_total{parts, count}, {loss, norm.defined() ? norm : loss, out, total},
         {.groups = 1, .width = parts, .spec = {static_cast<uint16_t>(divide)}});
  return {out, total};
}

TargetTensors target_tensors(const ClassTargets& t, const Tensor& self) {
  const KnownInBounds known;
  NoGradGuard no_grad;
  DimVector sizes(self.sizes());
  sizes[static_cast<size_t>(t.dim)] = 1;
  const Tensor counted =
      logical_and(ne(t.target, t.ignore_index),
                  logical_and(ge(t.target, int64_t{0}), lt(t.target, t.slices.n)));
  const Tensor index = where(counted, t.target, int64_t{0}).reshape(sizes);
  TargetTensors parts;
  parts.counts = counted.reshape(sizes).to(self.scalar_type());
  parts.one_hot = scatter_add(zeros_like(self), t.dim, index, parts.counts);
  parts.weight = parts.counts;
  if (t.weight.defined())
    parts.weight = parts.counts * index_select(t.weight, 0, index.reshape({-1})).reshape(sizes);
  return parts;
}

}  // namespace pumice
