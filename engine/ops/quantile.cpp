// quantile and nanquantile, from sorted rows.
#include <algorithm>
#include <iterator>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/bounds.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

enum class Between { linear, lower, higher, midpoint, nearest };

Between between_named(const char* op, std::string_view name) {
  constexpr std::string_view names[] = {"linear", "lower", "higher", "midpoint", "nearest"};
  const auto* found = std::find(std::begin(names), std::end(names), name);
  check(found != std::end(names), ErrorKind::value,
        "{}: quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
        "but got {}",
        op, name);
  return static_cast<Between>(found - names);
}

void check_quantile(const char* op, const Tensor& self, const Tensor& q) {
  check(self.numel() > 0, ErrorKind::shape, "{}: quantile() input tensor must be non-empty", op);
  check(q.dim() <= 1, ErrorKind::shape, "{}: quantile() q must be a scalar or 1D tensor", op);
  check(self.scalar_type() == kFloat || self.scalar_type() == kDouble, ErrorKind::dtype,
        "{}: quantile() input tensor must be either float or double dtype", op);
  check(q.scalar_type() == self.scalar_type(), ErrorKind::dtype,
        "{}: quantile() q tensor must be same dtype as the input tensor", op);
  check(q.device() == self.device(), ErrorKind::device,
        "{}: quantile() q tensor must be on the same device as the input tensor", op);
  check_holds({op, "quantile() q values must be in the range [0, 1]", ErrorKind::value},
              logical_and(ge(q.detach(), 0), le(q.detach(), 1)));
}

// Places of the quantiles in sorted rows, (..., quantiles), between whole numbers. A row with NaN
// is asked for the last element, which is one, unless numbers alone count.
Tensor ranks_of(const Tensor& sorted, const Tensor& q, bool numbers_alone) {
  const Tensor nan = isnan(sorted);
  const auto last = static_cast<double>(sorted.size(-1) - 1);
  if (!numbers_alone) return masked_fill(q * last, any(nan, -1, true), last);
  const Tensor count = sum(logical_not(nan), IntArrayRef{-1}, true);
  return clamp_min(q * (count - 1), 0);
}

Tensor values_at(const Tensor& sorted, const Tensor& ranks, Between between) {
  if (between == Between::nearest) return gather(sorted, -1, round(ranks).to(kLong));
  const Tensor below = floor(ranks), above = ceil(ranks);
  const auto at = [&](const Tensor& rank) { return gather(sorted, -1, rank.to(kLong)); };
  if (between == Between::lower) return at(below);
  if (between == Between::higher) return at(above);
  if (between == Between::midpoint) return lerp(at(below), at(above), 0.5);
  return lerp(at(below), at(above), ranks - below.detach());
}

Tensor quantile_of(const char* op, const Tensor& self, const Tensor& q, std::optional<int64_t> dim,
                   bool keepdim, std::string_view interpolation, bool numbers_alone) {
  impl_of(self, op);
  impl_of(q, op, "#1 'q'");
  const Between between = between_named(op, interpolation);
  check_quantile(op, self, q);
  const int64_t rank = self.dim(), d = wrap_dim(dim.value_or(0), rank, op);
  const Tensor rows = dim && rank > 0 ? self.movedim(d, -1) : self.reshape({-1});
  const Tensor sorted = std::get<0>(pumice::sort(rows, -1));
  const Tensor ranks = ranks_of(sorted.detach(), q.reshape({-1}), numbers_alone);
  Tensor values = values_at(sorted, ranks, between);  // (..., quantiles)
  if (keepdim && dim && rank > 0) values = values.unsqueeze(d);
  if (keepdim && !dim) {
    DimVector kept(static_cast<size_t>(rank + 1), 1);
    kept.back() = values.size(-1);
    values = values.reshape(kept);
  }
  return as_own(
      rename_node(q.dim() == 0 ? values.squeeze(-1) : values.movedim(-1, 0), "SqueezeBackward4"));
}

Tensor number_tensor(const char* op, const Tensor& self, double q) {
  impl_of(self, op);
  check(q >= 0 && q <= 1, ErrorKind::value,
        "{}: quantile() q must be in the range [0, 1] but got {}", op, q);
  return scalar_tensor(q, self.options());
}

}  // namespace

#define PUMICE_QUANTILE(name, numbers_alone)                                                 \
  Tensor name(const Tensor& self, const Tensor& q, std::optional<int64_t> dim, bool keepdim, \
              std::string_view interpolation) {                                              \
    return quantile_of(#name, self, q, dim, keepdim, interpolation, numbers_alone);          \
  }                                                                                          \
  Tensor name(const Tensor& self, double q, std::optional<int64_t> dim, bool keepdim,        \
              std::string_view interpolation) {                                              \
    return name(self, number_tensor(#name, self, q), dim, keepdim, interpolation);           \
  }                                                                                          \
  Tensor Tensor::name(const Tensor& q, std::optional<int64_t> dim, bool keepdim,             \
                      std::string_view interpolation) const {                                \
    return pumice::name(*this, q, dim, keepdim, interpolation);                              \
  }                                                                                          \
  Tensor Tensor::name(double q, std::optional<int64_t> dim, bool keepdim,                    \
                      std::string_view interpolation) const {                                \
    return pumice::name(*this, q, dim, keepdim, interpolation);                              \
  }
PUMICE_QUANTILE(quantile, false)
PUMICE_QUANTILE(nanquantile, true)
#undef PUMICE_QUANTILE

}  // namespace pumice
