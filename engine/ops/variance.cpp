// var, std and their forms with the mean, with their gradients.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
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
                double correction, bool keepdim, bool root) {
  check(is_floating_point(impl_of(x, name).dtype), ErrorKind::dtype,
        "{}: {} only support floating point and complex dtypes", name,
        std::string_view(name).ends_with("_mean") ? name : "std and var");
  const ReduceDims dims = reduce_dims(x, dim, name);
  const double divisor = std::max(static_cast<double>(dims.count) - correction, 0.0);
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

double correction_of(const std::optional<Scalar>& given) { return given ? given->to_double() : 1; }

}  // namespace

#define PUMICE_SPREAD(name, Name, root)                                                            \
  Tensor name(const Tensor& self, bool unbiased) {                                                 \
    return var_over(#name, Name "Backward0", self, {}, unbiased, false, root);                     \
  }                                                                                                \
  Tensor name(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {                  \
    return var_over(#name, Name "Backward0", self, dim, unbiased, keepdim, root);                  \
  }                                                                                                \
  Tensor name(const Tensor& self, IntArrayRef dim, std::optional<Scalar> correction,               \
              bool keepdim) {                                                                      \
    return var_over(#name, Name "Backward0", self, dim, correction_of(correction), keepdim, root); \
  }                                                                                                \
  std::tuple<Tensor, Tensor> name##_mean(const Tensor& self, bool unbiased) {                      \
    return {var_over(#name "_mean", Name "MeanBackward0", self, {}, unbiased, false, root),        \
            rename_node(mean(self), Name "MeanBackward0")};                                        \
  }                                                                                                \
  std::tuple<Tensor, Tensor> name##_mean(const Tensor& self, IntArrayRef dim,                      \
                                         std::optional<Scalar> correction, bool keepdim) {         \
    return {var_over(#name "_mean", Name "MeanBackward0", self, dim, correction_of(correction),    \
                     keepdim, root),                                                               \
            rename_node(mean(self, dim, keepdim), Name "MeanBackward0")};                          \
  }                                                                                                \
  std::tuple<Tensor, Tensor> name##_mean(const Tensor& self, IntArrayRef dim, bool unbiased,       \
                                         bool keepdim) {                                           \
    return name##_mean(self, dim, std::optional<Scalar>(unbiased ? 1 : 0), keepdim);               \
  }                                                                                                \
  Tensor Tensor::name(IntArrayRef dim, std::optional<Scalar> correction, bool keepdim) const {     \
    return pumice::name(*this, dim, correction, keepdim);                                          \
  }
PUMICE_SPREAD(var, "Var", false)
PUMICE_SPREAD(std, "Std", true)
#undef PUMICE_SPREAD

}  // namespace pumice
