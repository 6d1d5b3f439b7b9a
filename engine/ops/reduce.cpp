// Sums, means, variances, extremes and logical reductions, with their gradients.
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/reduce_plan.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor shaped(const Tensor& y, const ReduceDims& dims, bool keepdim) {
  return keepdim ? y.view(dims.kept_sizes) : y;
}

// The gradient of a result over the input's shape, as a view.
Tensor spread(const Tensor& g, const ReduceDims& dims, IntArrayRef sizes) {
  return g.reshape(dims.kept_sizes).expand(sizes);
}

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

Tensor sum_over(const Tensor& self, IntArrayRef dim, bool keepdim,
                std::optional<ScalarType> dtype) {
  impl_of(self, "sum");
  const Tensor x = dtype ? self.to(*dtype) : self;
  const ReduceDims dims = reduce_dims(x, dim, "sum");
  const Tensor y = shaped(total(x, dims, 1), dims, keepdim);
  const Tensor cast = dtype ? y.to(*dtype) : y;
  return record("SumBackward1", {x}, cast, [&]() -> GradFn {
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

Tensor mean_over(const Tensor& self, IntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  impl_of(self, "mean");
  const Tensor x = dtype ? self.to(*dtype) : self;
  check_floating(x, "mean");
  const ReduceDims dims = reduce_dims(x, dim, "mean");
  const double count = static_cast<double>(dims.count);
  const Tensor y = shaped(total(x, dims, count), dims, keepdim);
  return record("MeanBackward1", {x}, y, [&]() -> GradFn {
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
    const Tensor spread = sub(wide, middle.view(dims.kept_sizes));
    y = reduce(Reduce::sum, square(spread), dims, divisor);
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

void check_not_empty(const Tensor& x, const ReduceDims& dims, IntArrayRef dim, const char* name) {
  if (dims.count > 0) return;
  check(!dim.empty(), ErrorKind::shape,
        "{}: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
        "dim with the 'dim' argument.",
        name);
  for (size_t d = 0; d < dims.reduced.size(); ++d)
    check(!dims.reduced[d] || x.sizes()[d] > 0, ErrorKind::shape,
          "{}: Expected reduction dim {} to have non-zero size.", name, d);
}

// amax and amin over dims; ties share the gradient.
Tensor extreme(Reduce op, const char* name, const Tensor& x, IntArrayRef dim, bool keepdim) {
  const ReduceDims dims = reduce_dims(x, dim, name);
  check_not_empty(x, dims, dim, name);
  Tensor y;
  {
    NoGradGuard guard;
    y = shaped(reduce(op, x, dims).to(x.scalar_type()), dims, keepdim);
  }
  const char* node = op == Reduce::max ? "AmaxBackward0" : "AminBackward0";
  return record(node, {x}, y, [&]() -> GradFn {
    return [dims, x = Saved(x), y = Saved::output(y)](const Tensors& grads, Needs) -> Tensors {
      const Tensor input = x.unpack(), best = spread(y.unpack(), dims, input.sizes());
      DimVector over;
      for (size_t d = 0; d < dims.reduced.size(); ++d)
        if (dims.reduced[d]) over.push_back(static_cast<int64_t>(d));
      const Tensor ties = eq(input, best).to(grads[0].scalar_type());
      const Tensor shares = over.empty() ? ties : div(ties, sum(ties, over, true));
      return {mul(spread(grads[0], dims, input.sizes()), shares)};
    };
  });
}

struct Found {
  Tensor values, indices;
};

// Along one dim of x, whose size is not 0; no history.
Found find(Reduce op, const Tensor& x, int64_t dim, const ReduceDims& dims) {
  NoGradGuard guard;
  const ScalarType own = x.scalar_type(), work = working_type(own);
  const Tensor input = x.to(work).contiguous();
  int64_t inner = 1;
  for (int64_t d = dim + 1; d < x.dim(); ++d) inner *= x.size(d);
  const Tensor values = make_tensor(dims.sizes, work, x.device());
  const Tensor indices = make_tensor(dims.sizes, kLong, x.device());
  using P = kernel::arg_reduce;
  const bool groups = dims.count >= 64 && (inner == 1 || dims.outputs < 64);
  const auto outputs = static_cast<uint32_t>(dims.outputs);
  const auto count = static_cast<uint32_t>(dims.count);
  launch(P{.outputs = outputs, .count = count, .inner = static_cast<uint32_t>(inner)},
         {input, values, indices},
         {.groups = groups ? outputs : blocks(outputs),
          .width = groups ? std::min(count, 256u) : 256u,
          .spec = {static_cast<uint16_t>(op == Reduce::max ? P::OP::max : P::OP::min),
                   static_cast<uint16_t>(groups ? P::FORM::groups : P::FORM::lanes)}});
  return {values.to(own), indices};
}

std::tuple<Tensor, Tensor> extreme_along(Reduce op, const char* name, const Tensor& self,
                                         int64_t dim, bool keepdim) {
  impl_of(self, name);
  const int64_t at = wrap_dim(dim, self.dim(), name);
  const ReduceDims dims = reduce_dims(self, at, name);
  check_not_empty(self, dims, at, name);
  const Found found = find(op, self, at, dims);
  const Tensor indices = shaped(found.indices, dims, keepdim);
  const char* node = op == Reduce::max ? "MaxBackward0" : "MinBackward0";
  const Tensor values = record(node, {self}, shaped(found.values, dims, keepdim), [&]() -> GradFn {
    return [dims, at, indices, sizes = DimVector(self.sizes())](const Tensors& grads,
                                                                Needs) -> Tensors {
      const Tensor g = grads[0].reshape(dims.kept_sizes);
      const Tensor zero = zeros(sizes, g.options());
      return {scatter_add(zero, at, indices.reshape(dims.kept_sizes), g)};
    };
  });
  return {values, indices};
}

Tensor arg_extreme(Reduce op, const char* name, const Tensor& self, std::optional<int64_t> dim,
                   bool keepdim) {
  impl_of(self, name);
  if (!dim) {
    const Tensor flat = self.detach().reshape({self.numel()});
    const ReduceDims dims = reduce_dims(flat, 0, name);
    check_not_empty(flat, dims, {}, name);
    const Tensor at = find(op, flat, 0, dims).indices;
    return keepdim ? at.view(DimVector(static_cast<size_t>(self.dim()), 1)) : at;
  }
  const int64_t at = wrap_dim(*dim, self.dim(), name);
  const ReduceDims dims = reduce_dims(self, at, name);
  check_not_empty(self, dims, at, name);
  return shaped(find(op, self, at, dims).indices, dims, keepdim);
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
  return sum_over(self, {}, false, dtype);
}
Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return sum_over(self, dim, keepdim, dtype);
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean_over(self, {}, false, dtype);
}
Tensor mean(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return mean_over(self, dim, keepdim, dtype);
}
Tensor var(const Tensor& self, bool unbiased) { return var_over(self, {}, unbiased, false, false); }
Tensor var(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return var_over(self, dim, unbiased, keepdim, false);
}
Tensor std(const Tensor& self, bool unbiased) { return var_over(self, {}, unbiased, false, true); }
Tensor std(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return var_over(self, dim, unbiased, keepdim, true);
}

#define PUMICE_EXTREMES(name)                                                               \
  Tensor name(const Tensor& self) { return extreme(Reduce::name, #name, self, {}, false); } \
  std::tuple<Tensor, Tensor> name(const Tensor& self, int64_t dim, bool keepdim) {          \
    return extreme_along(Reduce::name, #name, self, dim, keepdim);                          \
  }                                                                                         \
  Tensor a##name(const Tensor& self, IntArrayRef dim, bool keepdim) {                       \
    return extreme(Reduce::name, "a" #name, self, dim, keepdim);                            \
  }                                                                                         \
  Tensor arg##name(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {          \
    return arg_extreme(Reduce::name, "arg" #name, self, dim, keepdim);                      \
  }
PUMICE_EXTREMES(max)
PUMICE_EXTREMES(min)
#undef PUMICE_EXTREMES

Tensor any(const Tensor& self) { return logical(Reduce::max, "any", self, {}, false); }
Tensor any(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::max, "any", self, dim, keepdim);
}
Tensor all(const Tensor& self) { return logical(Reduce::min, "all", self, {}, false); }
Tensor all(const Tensor& self, int64_t dim, bool keepdim) {
  return logical(Reduce::min, "all", self, dim, keepdim);
}

}  // namespace pumice
