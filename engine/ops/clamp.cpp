// Clamping between numbers and between tensors.
#include <algorithm>
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "pumice/functions.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

struct Range {
  ScalarType dtype;
  Scalar low, high;
  bool nan = false;
};
Range range_of(const Tensor& self, const std::optional<Scalar>& min,
               const std::optional<Scalar>& max) {
  Range range{.dtype = impl_of(self, "clamp").dtype};
  check(min || max, ErrorKind::value, "clamp: At least one of 'min' or 'max' must not be None");
  for (const auto& bound : {min, max}) {
    if (!bound) continue;
    range.dtype = promote_types(range.dtype, result_type(self, *bound));
    range.nan |= std::isnan(bound->to_double());
  }
  check(range.dtype != kBool, ErrorKind::dtype,
        "clamp: \"clamp_{}scalar_cpu\" not implemented for 'Bool'",
        min && max ? ""
        : min      ? "min_"
                   : "max_");
  // A device without int64 calculates with the low words.
  const bool floating = is_floating_point(range.dtype),
             narrow = range.dtype == kLong && !device_properties(self.device()).int64,
             wide = range.dtype == kLong && !narrow;
  const Scalar lowest = floating ? Scalar(-HUGE_VAL) : Scalar(wide ? INT64_MIN : INT32_MIN);
  const Scalar highest = floating ? Scalar(HUGE_VAL) : Scalar(wide ? INT64_MAX : INT32_MAX);
  range.low = min && !range.nan ? checked_number(*min, range.dtype) : lowest;
  range.high = max && !range.nan ? checked_number(*max, range.dtype) : highest;
  if (narrow)
    for (Scalar* bound : {&range.low, &range.high})
      *bound = std::clamp<int64_t>(bound->to<int64_t>(), INT32_MIN, INT32_MAX);
  return range;
}

void check_overlap(const Tensor& self, const std::optional<Tensor>& bound) {
  if (bound && bound->defined()) check_no_partial_overlap("clamp", self, *bound);
}

Tensor defined(const std::optional<Tensor>& t) { return t ? *t : Tensor(); }

}  // namespace

Tensor clamp(const Tensor& self, std::optional<Scalar> min, std::optional<Scalar> max) {
  const Range range = range_of(self, min, max);
  const Tensor x = self.to(range.dtype);
  if (!range.nan) return unary(Unary::clamp, x, range.low, range.high);
  // Nothing lies inside of NaN.
  return record("ClampBackward0", {x}, full_like(x, std::nan("")),
                [] { return [](const Tensors& g, Needs) { return Tensors{zeros_like(g[0])}; }; });
}

Tensor& Tensor::clamp_(std::optional<Scalar> min, std::optional<Scalar> max) const {
  const Range range = range_of(*this, min, max);
  if (range.nan) {
    check_writable("clamp", *this, range.dtype);
    return rename_write(fill_(std::nan("")), "ClampBackward0");
  }
  unary_(Unary::clamp, *this, range.low, range.high, range.dtype);
  return const_cast<Tensor&>(*this);
}

// A bound gets the gradient where it is the result; where max < min that is max.
Tensor clamp(const Tensor& self, const std::optional<Tensor>& min,
             const std::optional<Tensor>& max) {
  const Tensor low = defined(min), high = defined(max);
  check(low.defined() || high.defined(), ErrorKind::value,
        "clamp: At least one of 'min' or 'max' must not be None");
  impl_of(self, "clamp");
  const ScalarType dtype = !high.defined() ? result_type(self, low)
                           : !low.defined()
                               ? result_type(self, high)
                               : promote_types(result_type(self, low), result_type(self, high));
  check(dtype != kBool || !low.defined() || !high.defined(), ErrorKind::dtype,
        "clamp: \"clamp_cpu\" not implemented for 'Bool'");
  const Tensor x = self.to(dtype), lo = low.defined() ? low.to(dtype) : low,
               hi = high.defined() ? high.to(dtype) : high;
  Tensor y;
  {
    NoGradGuard guard;
    y = lo.defined() ? maximum(x, lo) : x;
    if (hi.defined()) y = minimum(y, hi);
  }
  std::vector<Tensor> inputs{x};
  for (const Tensor& bound : {lo, hi})
    if (bound.defined()) inputs.push_back(bound);
  if (!needs_grad(inputs)) return y;
  const auto grad = [saved = Saved(x), saved_lo = lo.defined() ? Saved(lo) : Saved(),
                     saved_hi = hi.defined() ? Saved(hi) : Saved(), has_lo = lo.defined(),
                     has_hi = hi.defined()](const Tensors& grads, Needs needs) -> Tensors {
    const Tensor &g = grads[0], x = saved.unpack();
    const Tensor lo = has_lo ? saved_lo.unpack() : Tensor(),
                 hi = has_hi ? saved_hi.unpack() : Tensor();
    const Tensor below = has_lo ? lt(x, lo) : Tensor(), above = has_hi ? gt(x, hi) : Tensor();
    const Tensor crossed = has_lo && has_hi ? lt(hi, lo) : Tensor();
    Tensors out;
    if (needs[0]) {  // NaN is outside
      const Tensor over = has_lo ? ge(x, lo) : Tensor(), under = has_hi ? le(x, hi) : Tensor();
      const Tensor inside = !has_lo ? under : !has_hi ? over : logical_and(over, under);
      out.push_back(sum_to(where(inside, g, 0), x.sizes()));
    } else {
      out.emplace_back();
    }
    size_t at = 1;
    if (has_lo) {
      const Tensor taken = has_hi ? logical_and(below, lt(lo, hi)) : below;
      out.push_back(needs[at++] ? sum_to(where(taken, g, 0), lo.sizes()) : Tensor());
    }
    if (has_hi) {
      const Tensor taken = has_lo ? logical_or(above, crossed) : above;
      out.push_back(needs[at++] ? sum_to(where(taken, g, 0), hi.sizes()) : Tensor());
    }
    return out;
  };
  record("ClampBackward0", inputs, std::span<Tensor>(&y, 1), grad);
  return y;
}

Tensor& Tensor::clamp_(const std::optional<Tensor>& min, const std::optional<Tensor>& max) const {
  const Tensor y = pumice::clamp(before_write(*this), min, max);
  check_result_shape("clamp", *this, y.sizes());
  check_writable("clamp", *this, y.scalar_type());
  check_overlap(*this, min), check_overlap(*this, max);
  copy_(y);
  return rename_write(*this, "ClampBackward0");
}

Tensor Tensor::clamp(std::optional<Scalar> min, std::optional<Scalar> max) const {
  return pumice::clamp(*this, min, max);
}
Tensor Tensor::clamp(const std::optional<Tensor>& min, const std::optional<Tensor>& max) const {
  return pumice::clamp(*this, min, max);
}
Tensor Tensor::clamp_min(Scalar min) const {
  return rename_node(clamp(std::optional(min)), "ClampMinBackward0");
}
Tensor& Tensor::clamp_min_(Scalar min) const {
  return rename_write(clamp_(std::optional(min)), "ClampMinBackward0");
}
Tensor Tensor::clamp_max(Scalar max) const {
  return rename_node(clamp(std::optional<Scalar>(), std::optional(max)), "ClampMaxBackward0");
}
Tensor& Tensor::clamp_max_(Scalar max) const {
  return rename_write(clamp_(std::optional<Scalar>(), std::optional(max)), "ClampMaxBackward0");
}

}  // namespace pumice
