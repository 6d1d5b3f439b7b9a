// var, std and their forms with the mean, with their gradients.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/copy.h"
#include "ops/reduce_plan.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

Tensor var_grad(const Tensor& x, const Tensor& g, const ReduceDims& dims, IntArrayRef dim,
                double divisor) {
  return mul(spread(mul(g, 2.0 / divisor), dims, x.sizes()), sub(x, mean(x, dim, true)));
}

// Two passes, halves in float32: the mean, then the squared distances from it.
Tensor var_over(const char* name, const char* node, const Tensor& x, IntArrayRef dim,
                std::optional<Scalar> given, bool keepdim, bool root) {
  const double correction = given ? given->to_double() : 1;
  check(is_floating_point(impl_of(x, name).dtype), ErrorKind::dtype,
        "{}: {} only support floating point and complex dtypes", name,
        std::string_view(name).ends_with("_mean") ? name : "std and var");
  const ReduceDims dims = reduce_dims(x, dim, name);
  const auto count = static_cast<double>(dims.count);
  const double divisor = std::max(count - correction, 0.0);
  if ((x.numel() > 0 ? count : 0) <= correction)
    warn(
        text_of("{}(): degrees of freedom is <= 0. Correction should be strictly less than the "
                "reduction factor (input numel divided by output numel).",
                name));
  Tensor y;
  {
    NoGradGuard guard;
    if (dims.count == 0) {
      y = make_tensor(dims.sizes, x.scalar_type(), x.device());
      fill_into(y, NAN);
    } else {
      const Tensor wide = x.scalar_type() == kDouble ? x : x.to(kFloat);
      const Tensor middle = reduce(Reduce::sum, wide, dims, static_cast<double>(dims.count));
      const Tensor distance = sub(wide, middle.view(dims.kept_sizes));
      y = reduce(Reduce::sum, square(distance), dims, divisor);
      if (root) y = sqrt(y);
      y = y.to(x.scalar_type());
    }
    y = shaped(y, dims, keepdim);
  }
  return record(node, {x}, y, [&]() -> GradFn {
    return [dims, divisor, root, over = DimVector(dim), x = Saved(x),
            y = root ? Saved::output(y) : Saved()](const Tensors& grads, Needs) -> Tensors {
      Tensor g = grads[0];
      if (root) {
        const Tensor s = y.unpack();
        g = div(g, mul(s, 2)).masked_fill_(eq(s, 0), 0);
      }
      return {var_grad(x.unpack(), g, dims, over, divisor)};
    };
  });
}

std::optional<Scalar> correction_of(bool unbiased) { return unbiased ? 1 : 0; }

}  // namespace

/// The overloads of a function of (self, dim, correction, keepdim).
#define PUMICE_SPREAD_FORMS(name, Result)                                                 \
  Result name(const Tensor& self, bool unbiased) {                                        \
    return pumice::name(self, {}, correction_of(unbiased), false);                        \
  }                                                                                       \
  Result name(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim) { \
    return pumice::name(self, dim, correction_of(unbiased), keepdim);                     \
  }                                                                                       \
  Result name(const Tensor& self, int dim) {                                              \
    return pumice::name(self, OptionalIntArrayRef(dim), std::optional<Scalar>(), false);  \
  }
#define PUMICE_SPREAD(name, Name, root)                                                        \
  Tensor name(const Tensor& self, OptionalIntArrayRef dim, std::optional<Scalar> correction,   \
              bool keepdim) {                                                                  \
    return var_over(#name, Name "Backward0", self, dim.or_empty(), correction, keepdim, root); \
  }                                                                                            \
  TensorPair name##_mean(const Tensor& self, OptionalIntArrayRef dim,                          \
                         std::optional<Scalar> correction, bool keepdim) {                     \
    return {var_over(#name "_mean", Name "MeanBackward0", self, dim.or_empty(), correction,    \
                     keepdim, root),                                                           \
            rename_node(mean(self, dim, keepdim), Name "MeanBackward0")};                      \
  }                                                                                            \
  PUMICE_SPREAD_FORMS(name, Tensor)                                                            \
  PUMICE_SPREAD_FORMS(name##_mean, TensorPair)                                                 \
  Tensor Tensor::name(bool unbiased) const { return pumice::name(*this, unbiased); }           \
  Tensor Tensor::name(OptionalIntArrayRef dim, bool unbiased, bool keepdim) const {            \
    return pumice::name(*this, dim, unbiased, keepdim);                                        \
  }                                                                                            \
  Tensor Tensor::name(OptionalIntArrayRef dim, std::optional<Scalar> correction, bool keepdim) \
      const {                                                                                  \
    return pumice::name(*this, dim, correction, keepdim);                                      \
  }                                                                                            \
  Tensor Tensor::name(int dim) const { return pumice::name(*this, dim); }
PUMICE_SPREAD(var, "Var", false)
PUMICE_SPREAD(std, "Std", true)
#undef PUMICE_SPREAD
#undef PUMICE_SPREAD_FORMS

}  // namespace pumice
