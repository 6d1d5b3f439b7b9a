// What the losses over classes share: argument checks, sums, formulas.
#include "ops/losses.h"

#include "autograd/record.h"
#include "ops/bounds.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "shaders/kernels/loss_total.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

void check_reduction(const char* op, int64_t reduction) {
  check(reduction >= Reduction::None && reduction <= Reduction::Sum, ErrorKind::value,
        "{}: {} is not a valid value for reduction", op, reduction);
}

ClassTargets check_class_targets(const char* op, const Tensor& self, const Tensor& target,
                                 const Tensor& weight, int64_t ignore_index) {
  impl_of(self, op);
  impl_of(target, op);
  check_floating(op, self);
  check(self.dim() > 0, ErrorKind::shape, "{}: input tensor should be 1D or more, got a scalar",
        op);
  check(target.scalar_type() == kLong, ErrorKind::dtype,
        "{}: expected scalar type Long but found {}", op, toString(target.scalar_type()));
  ClassTargets t;
  t.dim = self.dim() == 1 ? 0 : 1;
  t.slices = slices_of(self, t.dim);
  DimVector expected(self.sizes());
  expected.erase(static_cast<size_t>(t.dim));
  check(self.dim() == 1 ? target.numel() == 1 : target.sizes() == IntArrayRef(expected),
        ErrorKind::shape, "{}: size mismatch (got input: {}, target: {})", op,
        list_str(self.sizes()), list_str(target.sizes()));
  if (weight.defined()) {
    check(weight.dim() == 1 && weight.size(0) == t.slices.n, ErrorKind::shape,
          "{}: weight tensor should be defined either for all {} classes or no classes but got "
          "weight "
          "tensor of shape {}",
          op, t.slices.n, shape_str(weight.sizes()));
    check(weight.scalar_type() == self.scalar_type(), ErrorKind::dtype,
          "{}: expected weight of dtype {}, got {}", op, dtype_name(self.scalar_type()),
          dtype_name(weight.scalar_type()));
    t.weight = weight.detach().contiguous();
  }
  t.target = target.contiguous();
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
