// histc and bincount.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "graph/stream.h"
#include "ops/launch.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/count.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

/// How often 0, 1, ... bins - 1 occur in a contiguous int64 tensor; int64.
Tensor counts_of(const Tensor& x, int64_t bins) {
  if (x.numel() == 0) return zeros({bins}, x.options());
  const int64_t shares =
      std::clamp<int64_t>(std::min((x.numel() + 8191) / 8192, (int64_t{1} << 20) / bins), 1, 256);
  const Tensor counts = make_tensor({shares, bins}, kInt, x.device());
  launch(kernel::count{static_cast<uint32_t>(x.numel()), static_cast<uint32_t>(bins),
                       static_cast<uint32_t>(shares)},
         {x, counts}, {.groups = static_cast<uint32_t>(shares * ((bins + 4095) / 4096))});
  return sum(counts, 0);
}

struct Range {
  Scalar low, high;
};

/// The least and the greatest element, read on the host.
Range range_of(const char* op, const Tensor& x) {
  const Tensor both = stack(std::vector<Tensor>{min(x), max(x)});
  const size_t width = both.element_size();
  std::byte bytes[16];
  Stream::current(both.device()).read(*both.impl()->storage, 0, bytes, 2 * width, op);
  return {scalar_from_bytes(bytes, both.scalar_type()),
          scalar_from_bytes(bytes + width, both.scalar_type())};
}

}  // namespace

Tensor histc(const Tensor& self, int64_t bins, Scalar min, Scalar max) {
  const ScalarType own = impl_of(self, "histc").dtype;
  check(bins > 0 && bins <= INT32_MAX, ErrorKind::value,
        "histc: torch.histogram(): bins must be > 0, but got {} for dimension 0", bins);
  if (own == kBool) refuse_dtype("linspace", own, "histc");  // PyTorch makes the edges first
  check_dtype("histc", own);
  NoGradGuard no_grad;
  double low = min.to_double(), high = max.to_double();
  if (low == high && self.numel() > 0) {
    const Range range = range_of("histc", self);
    low = range.low.to_double();
    high = range.high.to_double();
  }
  if (low == high) {
    low -= 1;
    high += 1;
  }
  check(std::isfinite(low) && std::isfinite(high), ErrorKind::value,
        "histc: range of [{}, {}] is not finite", low, high);
  check(low < high, ErrorKind::value, "histc: torch.histc: max must be larger than min");
  const Tensor x = (own == kDouble ? self : self.to(kFloat)).reshape({-1});
  const Tensor place = div(mul(sub(x, low), bins), high - low);
  const Tensor last = masked_fill(place, ge(place, bins), bins - 1);
  const Tensor outside = logical_not(logical_and(ge(x, low), le(x, high)));
  return counts_of(masked_fill(last, outside, -1).to(kLong).contiguous(), bins).to(own);
}

Tensor bincount(const Tensor& self, const std::optional<Tensor>& weights, int64_t minlength) {
  impl_of(self, "bincount");
  constexpr const char* kInputs =
      "bincount: bincount only supports 1-d non-negative integral inputs.";
  check_dtype("bincount", self);
  check(minlength >= 0, ErrorKind::value, "bincount: minlength should be >= 0");
  check(self.dim() == 1, ErrorKind::value, kInputs);
  const bool weighted = weights && weights->defined();
  check(!weighted || (weights->dim() == 1 && weights->numel() == self.numel()), ErrorKind::shape,
        "bincount: weights should be 1-d and have the same length as input");
  NoGradGuard no_grad;
  const Tensor x = self.to(kLong).contiguous();
  int64_t bins = minlength;
  if (x.numel() > 0) {
    const Range range = range_of("bincount", x);
    check(range.low.to_long() >= 0, ErrorKind::value, kInputs);
    check(range.high.to_long() < INT32_MAX, ErrorKind::unsupported,
          "bincount: {} is more than 32-bit places reach", range.high.to_long());
    bins = std::max(bins, range.high.to_long() + 1);
  }
  if (!weighted) return bins ? counts_of(x, bins) : empty({0}, x.options());
  const ScalarType dtype = weights->scalar_type() == kFloat ? kFloat : kDouble;
  return scatter_add(zeros({bins}, x.options().dtype(dtype)), 0, x, weights->to(dtype));
}

Tensor Tensor::histc(int64_t bins, Scalar min, Scalar max) const {
  return pumice::histc(*this, bins, min, max);
}
Tensor Tensor::bincount(const std::optional<Tensor>& weights, int64_t minlength) const {
  return pumice::bincount(*this, weights, minlength);
}

}  // namespace pumice
