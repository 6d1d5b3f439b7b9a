// Covariances, correlations, and integrals by the trapezoidal rule.
#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "graph/stream.h"
#include "ops/bounds.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

void check_observations(const char* op, const Tensor& self) {
  const TensorImpl& impl = impl_of(self, op);
  check(impl.sizes.size() <= 2, ErrorKind::shape,
        "{0}: {0}(): expected input to have two or fewer dimensions but got an input with {1} "
        "dimensions",
        op, impl.sizes.size());
}

// Weights of one kind, one for each observation and none negative.
void check_weights(const char* name, const Tensor& weights, bool floating, int64_t observations) {
  check(weights.dim() <= 1, ErrorKind::shape,
        "cov: cov(): expected {0} to have one or fewer dimensions but got {0} with {1} dimensions",
        name, weights.dim());
  check(weights.is_floating_point() == floating, ErrorKind::dtype,
        "cov: cov(): expected {0} to have {1} dtype but got {0} with {2} dtype", name,
        floating ? "floating point" : "integral", toString(weights.scalar_type()));
  check(weights.numel() == observations, ErrorKind::shape,
        "cov: cov(): expected {} to have the same numel as there are observations in the input but "
        "got {} != {}",
        name, weights.numel(), observations);
  const char* negative =
      floating ? "cov(): aweights cannot be negative" : "cov(): fweights cannot be negative";
  check_holds({"cov", negative, ErrorKind::value}, ge(weights.detach(), 0));
}

// The product of the weights that there are.
Tensor weights_of(const std::optional<Tensor>& fweights, const std::optional<Tensor>& aweights,
                  int64_t observations) {
  const auto given = [](const std::optional<Tensor>& w) { return w && w->defined(); };
  if (given(fweights)) check_weights("fweights", *fweights, false, observations);
  if (given(aweights)) check_weights("aweights", *aweights, true, observations);
  if (!given(fweights)) return given(aweights) ? *aweights : Tensor();
  return given(aweights) ? *fweights * *aweights : *fweights;
}

// What the sums of squares are divided by; never negative.
Tensor freedom(const Tensor& w, const Tensor& w_sum, const std::optional<Tensor>& aweights,
               int64_t correction) {
  if (correction == 0) return w_sum;
  if (!aweights || !aweights->defined()) return clamp_min(w_sum - correction, 0);
  return clamp_min(w_sum - sum(w * *aweights) / w_sum * correction, 0);
}

// As far as it is known now.
bool is_zero(const Tensor& number) {
  return !Stream::current(number.device()).capturing() && number.item().to_double() == 0;
}

}  // namespace

Tensor cov(const Tensor& self, int64_t correction, const std::optional<Tensor>& fweights,
           const std::optional<Tensor>& aweights) {
  check_observations("cov", self);
  check(self.scalar_type() != kBool, ErrorKind::dtype,
        "cov: cov(): bool dtype is not supported for input");
  const Tensor rows = self.dim() < 2 ? self.reshape({1, -1}) : self;
  const int64_t observations = rows.size(1);
  const Tensor w = weights_of(fweights, aweights, observations);
  Tensor centred, weighted, norm;
  if (w.defined()) {
    const Tensor w_sum = sum(w);
    check_holds({"cov", "cov(): weights sum to zero, can't be normalized", ErrorKind::value},
                ne(w_sum.detach(), 0));
    centred = rows - sum(rows * w, IntArrayRef{1}, true) / w_sum;
    weighted = centred * w;
    norm = freedom(w, w_sum, aweights, correction);
  } else {
    centred = rows - sum(rows, IntArrayRef{1}, true) / observations;
    weighted = centred;
  }
  const Tensor products = matmul(weighted, centred.t());
  const int64_t free = std::max<int64_t>(observations - correction, 0);
  if (norm.defined() ? is_zero(norm) : free == 0)
    warn(
        "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of "
        "observations.");
  const Tensor result = norm.defined() ? products / norm : products / free;
  return rename_node(result.squeeze(), "SqueezeBackward0");
}

Tensor corrcoef(const Tensor& self) {
  check_observations("corrcoef", self);
  const Tensor c = cov(self);
  if (c.dim() == 0) return div(c, c);  // 1, or NaN where nothing varies
  const Tensor deviations = sqrt(c.diagonal());
  return clamp(c / deviations.unsqueeze(-1) / deviations.unsqueeze(0), Scalar(-1), Scalar(1));
}

Tensor Tensor::cov(int64_t correction, const std::optional<Tensor>& fweights,
                   const std::optional<Tensor>& aweights) const {
  return pumice::cov(*this, correction, fweights, aweights);
}
Tensor Tensor::corrcoef() const { return pumice::corrcoef(*this); }

namespace {

void check_samples(const char* op, const Tensor& y, const Tensor* x) {
  const bool whole = impl_of(y, op).dtype == kBool || (x && impl_of(*x, op).dtype == kBool);
  check(!whole, ErrorKind::dtype, "{0}: received a bool input for {1}, but bool is not supported",
        op, x ? "`x` or `y`" : "`y`");
}

void check_spacing(const char* op, Scalar dx) {
  check(!dx.is_boolean(), ErrorKind::value, "{}: Currently, we only support dx as a real number.",
        op);
}

// Neighbours along dim: the parts without the first and without the last element.
std::pair<Tensor, Tensor> neighbours(const Tensor& t, int64_t dim) {
  check(t.dim() > 0, ErrorKind::index, "slice: slice() cannot be applied to a 0-dim tensor.");
  const int64_t size = t.size(dim), rest = std::max<int64_t>(size - 1, 0);
  return {t.narrow(dim, size - rest, rest), t.narrow(dim, 0, rest)};
}
Tensor pair_sums(const Tensor& y, int64_t dim) {
  const auto [after, before] = neighbours(y, dim);
  return after + before;
}

// The points' distances along dim of y; x broadcasts to y, or is a vector along dim.
Tensor distances(const char* op, const Tensor& y, const Tensor& x, int64_t dim) {
  DimVector sizes(static_cast<size_t>(std::max<int64_t>(y.dim() - x.dim(), 0)), 1);
  for (const int64_t size : x.sizes()) sizes.push_back(size);
  if (x.dim() == 1) {
    check(x.size(0) == y.size(dim), ErrorKind::shape,
          "{0}: There must be one `x` value for each sample point", op);
    std::swap(sizes[static_cast<size_t>(dim)], sizes.back());
  }
  const auto [after, before] = neighbours(x.reshape(sizes), dim);
  return after - before;
}

Tensor nothing_along(const Tensor& y, int64_t dim) {
  DimVector sizes(y.sizes());
  sizes.erase(static_cast<size_t>(dim));
  return zeros(sizes, y.options());
}

}  // namespace

Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const char* op = "trapezoid";
  dim = wrap_dim(dim, static_cast<int64_t>(impl_of(y, op).sizes.size()), op);
  if (y.size(dim) == 0) return nothing_along(y, dim);
  check_samples(op, y, &x);
  const Tensor widths = distances(op, y, x, dim);
  return sum(pair_sums(y, dim) * widths, dim) / 2.0;
}
Tensor trapezoid(const Tensor& y, Scalar dx, int64_t dim) {
  const char* op = "trapezoid";
  impl_of(y, op);
  if (y.size(dim) == 0) return nothing_along(y, wrap_dim(dim, y.dim(), op));
  check_samples(op, y, nullptr);
  check_spacing(op, dx);
  return (sum(y, dim) - (y.select(dim, 0) + y.select(dim, -1)) * 0.5) * dx.to_double();
}

Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const char* op = "cumulative_trapezoid";
  dim = wrap_dim(dim, static_cast<int64_t>(impl_of(y, op).sizes.size()), op);
  check_samples(op, y, &x);
  const Tensor widths = distances(op, y, x, dim);
  return cumsum(pair_sums(y, dim) * widths, dim) / 2.0;
}
Tensor cumulative_trapezoid(const Tensor& y, Scalar dx, int64_t dim) {
  const char* op = "cumulative_trapezoid";
  check_samples(op, y, nullptr);
  check_spacing(op, dx);
  check(y.dim() > 0, ErrorKind::index, "slice: slice() cannot be applied to a 0-dim tensor.");
  return cumsum(pair_sums(y, wrap_dim(dim, y.dim(), op)) * (dx.to_double() / 2), dim);
}

}  // namespace pumice
