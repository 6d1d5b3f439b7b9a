// Sums, means, variances and logical reductions, with their gradients.
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
  const Tensor y = make_tensor(dims.sizes, dtype, device);
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

void check_floating(const Tensor& x, const char* name) {
  check(is_floating_point(impl_of(x, name).dtype), ErrorKind::dtype,
        "{}: could not infer output dtype. Input dtype must be either a floating point or complex "
        "dtype. Got: {}",
        name, dtype_name(x.scalar_type()));
}

Tensor mean_over(const char* node, const Tensor& self, IntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  impl_of(self, "mean");
  const Tensor x = dtype ? self.to(*dtype) : self;
  check_floating(x, "mean");
  const ReduceDims dims = reduce_dims(x, dim, "mean");
  const double count = static_cast<double>(dims.count);
  const Tensor y = shaped(total(x, dims, count), dims, keepdim);
  return record(node, {x}, y, [&]() -> GradFn {
    return [dims, count, sizes = DimVector(x.sizes())](const Tensors& g, Needs) -> Tensors {
      return {spread(div(g[0], count), dims, sizes)};
    };
  });
}

Tensor var_grad(const Tensor& x, const Tensor& g, const ReduceDims& dims, IntArrayRef dim,
                double divisor) {
  return mul(sub(x, mean(x, dim, true)), mul(spread(g, dims, x.sizes()), 2.0 / divisor));
}

// Two passes, halves in float32: the mean, then the squared distances from it.
Tensor var_over(const Tensor& x, IntArrayRef dim, bool unbiased, bool keepdim, bool root) {
  const char* name = root ? "std" : "var";
  check_floating(x, name);
  const ReduceDims dims = reduce_dims(x, dim, name);
  const double divisor = std::max(static_cast<double>(dims.count) - (unbiased ? 1.0 : 0.0), 0.0);
  Tensor y;
  if (dims.count == 0) {
    y = filled(dims, NAN, x.scalar_type(), x.device());
  } else {
    NoGradGuard guard;
    const Tensor wide = x.scalar_type() == kDouble ? x : x.to(kFloat);
    const Tensor middle = reduce(Reduce::sum, wide, dims, static_cast<double>(dims.count));
    const Tensor distance = sub(wide, middle.view(dims.kept_sizes));
    y = reduce(Reduce::sum, square(distance), dims, divisor);
    if (root) y = sqrt(y);
    y = y.to(x.scalar_type());
  }
  y = shaped(y, dims, keepdim);
  return record(root ? "StdBackward0" : "VarBackward0", {x}, y, [&]() -> GradFn {
    return [dims, divisor, root, over = DimVector(dim), x = Saved(x),
            y = root ? Saved::output(y) : Saved()](const Tensors& grads, Needs) -> Tensors {
      Tensor g = grads[0];
      if (root) {
        const Tensor s = y.unpack();
        g = masked_fill(div(g, mul(s, 2)), eq(s, 0), 0);
      }
      return {var_grad(x.unpack(), g, dims, over, divisor)};
    };
  });
}

Tensor logical(Reduce op, const char* name, const Tensor& self, IntArrayRef dim, bool keepdim) {
  const ReduceDims dims = reduce_dims(self, dim, name);
  NoGradGuard guard;
  const Tensor y = dims.count == 0 ? filled(dims, op == Reduce::min, kBool, self.device())
                                   : reduce(op, as_bool(self), dims);
  return shaped(y, dims, keepdim);
}

}  // namespace

Tensor sum(const Tensor& self, std::optional<ScalarType> dtype) {
  return sum_over("SumBackward0", self, {}, false, dtype);
}
Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return sum_over("SumBackward1", self, dim, keepdim, dtype);
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean_over("MeanBackward0", self, {}, false, dtype);
}
Tensor mean(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return mean_over("MeanBackward1", self, dim, keepdim, dtype);
}
Tensor var(const Tensor& self, bool unbiased) { return var_over(self, {}, unbiased, false, false); }
Tensor var(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return var_over(self, dim, unbiased, keepdim, false);
}
Tensor std(const Tensor& self, bool unbiased) { return var_over(self, {}, unbiased, false, true); }
Tensor std(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return var_over(self, dim, unbiased, keepdim, true);
}

Tensor any(const Tensor& self) { return logical(Reduce::max, "any", self, {}, false); }
Tensor any(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::max, "any", self, dim, keepdim);
}
Tensor all(const Tensor& self) { return logical(Reduce::min, "all", self, {}, false); }
Tensor all(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::min, "all", self, dim, keepdim);
}

}  // namespace pumice
