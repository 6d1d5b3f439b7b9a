// prod and its gradient.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "ops/reduce_plan.h"
#include "ops/scan.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

// The last of cumprod's results has this gradient: factors before an element times those after it,
// without a division. g has x's shape but for size 1 in dim.
Tensor prod_grad(const Tensor& x, const Tensor& g, int64_t dim) {
  if (x.numel() == 0) return zeros_like(x);
  DimVector before(x.sizes());
  --before[static_cast<size_t>(dim)];
  const Tensor last = cat(std::vector<Tensor>{zeros(before, g.options()), g}, dim);
  return mul(shifted(cumprod(x, dim), dim, 1), linear_recurrence(last, x, dim, true));
}

// PyTorch divides the product by each element where none is 0, so that infinities and NaN give NaN
// at their own places; and several zeros among all elements leave nothing.
Tensor as_quotient(const Tensor& x, const Tensor& dx, bool over_all) {
  const Tensor zeros = sum(eq(x, 0));
  const Tensor y = dx.masked_fill(logical_and(eq(zeros, 0), logical_not(isfinite(x))), NAN);
  return over_all && !GradMode::is_enabled() ? y.masked_fill(gt(zeros, 1), 0) : y;
}

Tensor prod_over(const Tensor& self, IntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  const ScalarType own = impl_of(self, "prod").dtype;
  const ScalarType result = dtype.value_or(is_floating_point(own) ? own : kLong);
  const Tensor x = self.to(result);
  const ReduceDims dims = reduce_dims(x, dim, "prod");
  Tensor y;
  {
    NoGradGuard no_grad;
    if (dims.count == 0) {
      y = make_tensor(dims.sizes, result, x.device());
      fill_into(y, 1);
    } else {
      y = reduce(Reduce::prod, x, dims).to(result);
    }
    y = shaped(y, dims, keepdim);
  }
  return record(dim.empty() ? "ProdBackward0" : "ProdBackward1", {x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), dims, over = DimVector(dim)](const Tensors& grads,
                                                                             Needs) -> Tensors {
      const Tensor input = x.unpack();
      (void)y.unpack();  // PyTorch divides it, so that it must stand as it was
      const Tensor& g = grads[0];
      const bool half = input.scalar_type() == kHalf || input.scalar_type() == kBFloat16;
      const Tensor wide = half ? input.to(kFloat) : input, wide_g = half ? g.to(kFloat) : g;
      if (input.dim() == 0) return {g};
      const Tensor dx =
          over.empty()
              ? prod_grad(wide.reshape({-1}), wide_g.reshape({1}), 0).reshape(input.sizes())
              : prod_grad(wide, wide_g.reshape(dims.kept_sizes),
                          wrap_dim(over[0], input.dim(), "prod"));
      Tensor slope = as_quotient(wide, dx, over.empty()).to(input.scalar_type());
      return {GradMode::is_enabled() ? slope : laid_out_like(std::move(slope), input)};
    };
  });
}

}  // namespace

Tensor prod(const Tensor& self, std::optional<ScalarType> dtype) {
  return prod_over(self, {}, false, dtype);
}
Tensor prod(const Tensor& self, int64_t dim, bool keepdim, std::optional<ScalarType> dtype) {
  return prod_over(self, dim, keepdim, dtype);
}

Tensor Tensor::prod(std::optional<ScalarType> dtype) const { return pumice::prod(*this, dtype); }
Tensor Tensor::prod(int64_t dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return pumice::prod(*this, dim, keepdim, dtype);
}

}  // namespace pumice
