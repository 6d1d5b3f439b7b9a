// Sums, means and logical reductions, with their gradients.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "ops/reduce_plan.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor filled(const ReduceDims& dims, Scalar value, ScalarType dtype, Device device) {
  Tensor y = make_tensor(dims.sizes, dtype, device);
  fill_into(y, value);
  return y;
}

// Sum (divisor 1) or mean, in x's dtype (int64 for integers); no history.
Tensor total(const Tensor& x, const ReduceDims& dims, Scalar divisor) {
  const ScalarType dtype = is_floating_point(x.scalar_type()) ? x.scalar_type() : kLong;
  NoGradGuard guard;
  if (dims.count == 0) return filled(dims, divisor.to_double() == 0 ? NAN : 0.0, dtype, x.device());
  return reduce(Reduce::sum, x, dims, divisor).to(dtype);
}

Tensor sum_over(const char* node, const Tensor& self, IntArrayRef dim, bool keepdim,
                std::optional<ScalarType> dtype) {
  impl_of(self, "sum");
  const Tensor x = dtype ? self.to(*dtype) : self;
  const ReduceDims dims = reduce_dims(x, dim, "sum");
  const Tensor y = shaped(total(x, dims, 1), dims, keepdim);
  const Tensor cast = dtype ? y.to(*dtype) : y;
  return record(node, {x}, cast, [&]() -> GradFn {
    return [dims, sizes = DimVector(x.sizes())](const Tensors& g, Needs) -> Tensors {
      return {spread(g[0], dims, sizes)};
    };
  });
}

void check_floating(const Tensor& x, const char* name, const char* which = "Input") {
  check(is_floating_point(impl_of(x, name).dtype), ErrorKind::dtype,
        "{}: mean(): could not infer output dtype. {} dtype must be either a floating point or "
        "complex "
        "dtype. Got: {}",
        name, which, toString(x.scalar_type()));
}

Tensor mean_over(const char* node, const Tensor& self, IntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  impl_of(self, "mean");
  const Tensor x = dtype ? self.to(*dtype) : self;
  check_floating(x, "mean", dtype ? "Optional" : "Input");
  const ReduceDims dims = reduce_dims(x, dim, "mean");
  const double count = static_cast<double>(dims.count);
  const Tensor y = shaped(total(x, dims, count), dims, keepdim);
  return record(node, {x}, y, [&]() -> GradFn {
    return [dims, count, sizes = DimVector(x.sizes())](const Tensors& g, Needs) -> Tensors {
      return {div(spread(g[0], dims, sizes), count)};
    };
  });
}

Tensor logical(Reduce op, const char* name, const Tensor& self, IntArrayRef dim, bool keepdim) {
  const ReduceDims dims = reduce_dims(self, dim, name);
  NoGradGuard guard;
  const Tensor y = dims.count == 0 ? filled(dims, op == Reduce::min, kBool, self.device())
                                   : reduce(op, as_bool(self), dims);
  return shaped(y, dims, keepdim).to(self.scalar_type() == kByte ? kByte : kBool);
}

Tensor each_truth(const char* name, const Tensor& self) {
  const bool bytes = impl_of(self, name).dtype == kByte;
  const NoGradGuard guard;
  return ne(self, 0).to(bytes ? kByte : kBool);
}

}  // namespace

Tensor sum(const Tensor& self, std::optional<ScalarType> dtype) {
  return sum_over("SumBackward0", self, {}, false, dtype);
}
Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
           std::optional<ScalarType> dtype) {
  return sum_over("SumBackward1", self, dim.or_empty(), keepdim, dtype);
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean_over("MeanBackward0", self, {}, false, dtype);
}
Tensor mean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
            std::optional<ScalarType> dtype) {
  return mean_over("MeanBackward1", self, dim.or_empty(), keepdim, dtype);
}
Tensor any(const Tensor& self) { return logical(Reduce::max, "any", self, {}, false); }
Tensor any(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::max, "any", self, dim, keepdim);
}
// Over no dims these two reduce nothing, unlike other reductions.
Tensor any(const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  if (dim && dim->empty()) return each_truth("any", self);
  return logical(Reduce::max, "any", self, dim.or_empty(), keepdim);
}
Tensor all(const Tensor& self) { return logical(Reduce::min, "all", self, {}, false); }
Tensor all(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::min, "all", self, dim, keepdim);
}
Tensor all(const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  if (dim && dim->empty()) return each_truth("all", self);
  return logical(Reduce::min, "all", self, dim.or_empty(), keepdim);
}

Tensor count_nonzero(const Tensor& self, OptionalIntArrayRef dim) {
  impl_of(self, "count_nonzero");
  NoGradGuard guard;
  return total(as_bool(self), reduce_dims(self, dim.or_empty(), "count_nonzero"), 1);
}
Tensor Tensor::count_nonzero(OptionalIntArrayRef dim) const {
  return pumice::count_nonzero(*this, dim);
}

}  // namespace pumice
