// Operators made of others: sums without NaN, differences, splits by axis, one_hot and the like.
#include <array>
#include <limits>
#include <numbers>

#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor without_nan(const char* op, const Tensor& self) {
  if (!is_floating_point(impl_of(self, op).dtype)) return self;
  return where(isnan(self), 0, self);
}

Tensor count_numbers(const Tensor& self) { return isnan(self).logical_not(); }

void check_nanmean(const Tensor& self) {
  const ScalarType dtype = impl_of(self, "nanmean").dtype;
  check(is_floating_point(dtype), ErrorKind::dtype,
        "nanmean: nanmean(): expected input to have floating point or complex dtype but got {}",
        toString(dtype));
}

double power_of_ten(int64_t n) { return std::pow(10.0, static_cast<double>(n)); }

}  // namespace

Tensor nansum(const Tensor& self, std::optional<ScalarType> dtype) {
  return rename_node(sum(without_nan("nansum", self), dtype), "NansumBackward0");
}
Tensor nansum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
              std::optional<ScalarType> dtype) {
  return rename_node(sum(without_nan("nansum", self), dim, keepdim, dtype), "NansumBackward0");
}
Tensor nanmean(const Tensor& self, std::optional<ScalarType> dtype) {
  check_nanmean(self);
  return div(nansum(self, dtype), sum(count_numbers(self)));
}
Tensor nanmean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
               std::optional<ScalarType> dtype) {
  check_nanmean(self);
  return div(nansum(self, dim, keepdim, dtype), sum(count_numbers(self), dim, keepdim));
}
Tensor Tensor::nansum(std::optional<ScalarType> dtype) const {
  return pumice::nansum(*this, dtype);
}
Tensor Tensor::nansum(OptionalIntArrayRef dim, bool keepdim,
                      std::optional<ScalarType> dtype) const {
  return pumice::nansum(*this, dim, keepdim, dtype);
}
Tensor Tensor::nanmean(std::optional<ScalarType> dtype) const {
  return pumice::nanmean(*this, dtype);
}
Tensor Tensor::nanmean(OptionalIntArrayRef dim, bool keepdim,
                       std::optional<ScalarType> dtype) const {
  return pumice::nanmean(*this, dim, keepdim, dtype);
}
Tensor Tensor::nanmedian() const { return pumice::nanmedian(*this); }
std::tuple<Tensor, Tensor> Tensor::nanmedian(int64_t dim, bool keepdim) const {
  return pumice::nanmedian(*this, dim, keepdim);
}

ScalarType result_type(Scalar self, const Tensor& other) { return result_type(other, self); }
ScalarType result_type(Scalar self, Scalar other) {
  const auto dtype = [](Scalar number) {
    return number.is_floating_point() ? default_dtype() : number.type();
  };
  return promote_types(dtype(self), dtype(other));
}

namespace {

void check_decimals(const Tensor& self, int64_t decimals) {
  // PyTorch asks another of its kernels where nothing is to be scaled.
  if (!self.is_floating_point())
    refuse_dtype(decimals == 0 ? "round" : "round_decimals", self.scalar_type(), "round");
}

}  // namespace

Tensor Tensor::round(int64_t decimals) const {
  check_decimals(*this, decimals);
  const double unit = power_of_ten(std::abs(decimals));
  const Tensor x = to(accumulate_dtype(scalar_type()));  // what halves do not hold
  const Tensor y = decimals < 0 ? x.div(unit).round().mul(unit) : x.mul(unit).round().div(unit);
  return rename_node(y.to(scalar_type()), "RoundBackward1");
}
Tensor& Tensor::round_(int64_t decimals) const {
  check_decimals(*this, decimals);
  write_once("round", *this, [&](const Tensor& x) { x.copy_(x.round(decimals)); });
  return rename_write(*this, "RoundBackward1");
}

Tensor Tensor::sinc() const {
  const Tensor x = to(accumulate_dtype(scalar_type()));  // halves round the angle
  const auto run = [&] {
    const NoGradGuard guard;
    const Tensor zero = x.eq(0), angle = x.mul(std::numbers::pi).masked_fill(zero, 1);
    return angle.sin().div(angle).masked_fill(zero, 1);
  };
  const Tensor y = record("SincBackward0", {x}, run(), [&] {
    return [x = Saved(x)](const Tensors& g, Needs) {
      const Tensor at = x.unpack(), angle = at.mul(std::numbers::pi), square = angle.mul(at);
      const Tensor slope = (angle * angle.cos() - angle.sin()) / square;
      return Tensors{pumice::where(square.eq(0), 0, g[0] * slope)};
    };
  });
  return rename_node(is_floating_point() ? y.to(scalar_type()) : y, "SincBackward0");
}
Tensor& Tensor::sinc_() const {
  const Tensor y = before_write(*this).sinc();
  check_writable("sinc", *this, y.scalar_type());
  return rename_write(copy_(y), "SincBackward0");
}
Tensor& Tensor::deg2rad_() const {
  return rename_write(mul_(std::numbers::pi / 180), "Deg2RadBackward0");
}
Tensor& Tensor::rad2deg_() const {
  return rename_write(mul_(180 / std::numbers::pi), "Rad2DegBackward0");
}
Tensor Tensor::polygamma(int64_t n) const { return pumice::polygamma(n, *this); }
Tensor& Tensor::polygamma_(int64_t n) const {
  const Tensor y = pumice::polygamma(n, before_write(*this));
  check_writable("polygamma", *this, y.scalar_type());
  return rename_write(copy_(y), "PolygammaBackward1");
}
namespace {
/// Powers of 2 in self's dtype where that is floating and the exponents are whole, as in PyTorch.
Tensor powers_of_two(const Tensor& self, const Tensor& exponent) {
  const Tensor powers = pumice::pow(2.0, exponent);
  const bool whole = !exponent.is_floating_point() && self.is_floating_point();
  return whole ? powers.to(self.scalar_type()) : powers;
}
}  // namespace
Tensor Tensor::ldexp(const Tensor& exponent) const { return mul(powers_of_two(*this, exponent)); }
Tensor& Tensor::ldexp_(const Tensor& exponent) const {
  return mul_(powers_of_two(*this, exponent));
}
Tensor Tensor::deg2rad() const {
  return rename_node(mul(std::numbers::pi / 180), "Deg2RadBackward0");
}
Tensor Tensor::rad2deg() const {
  return rename_node(mul(180 / std::numbers::pi), "Rad2DegBackward0");
}
Tensor Tensor::signbit() const {
  const ScalarType dtype = impl_of(*this, "signbit").dtype;
  if (!pumice::is_floating_point(dtype)) return lt(0);
  return pumice::copysign(ones_like(*this), detach()).lt(0);
}
Tensor Tensor::isreal() const { return ones_like(*this, kBool); }
Tensor Tensor::isposinf() const { return eq(std::numeric_limits<double>::infinity()); }
Tensor Tensor::isneginf() const { return eq(-std::numeric_limits<double>::infinity()); }
Tensor Tensor::float_power(const Tensor& exponent) const {
  return to(kDouble).pow(exponent.to(kDouble));
}
Tensor Tensor::float_power(Scalar exponent) const { return to(kDouble).pow(exponent.to_double()); }
Tensor float_power(Scalar self, const Tensor& exponent) {
  return pow(Scalar(self.to_double()), exponent.to(kDouble));
}
Tensor& Tensor::float_power_(const Tensor& exponent) const {
  check(impl_of(*this, "float_power_").dtype == kDouble, ErrorKind::dtype,
        "float_power_: the base given to float_power_ has dtype {} but the operation's result "
        "requires dtype Double",
        pumice::toString(scalar_type()));
  return pow_(exponent.to(kDouble));
}
Tensor& Tensor::float_power_(Scalar exponent) const {
  return float_power_(tensor(exponent.to_double(), options().dtype(kDouble)));
}
Tensor& Tensor::heaviside_(const Tensor& values) const {
  return refuse_gradient(copy_(heaviside(values)), "heaviside_");
}
Tensor Tensor::heaviside(const Tensor& values) const {
  const ScalarType dtype = impl_of(*this, "heaviside").dtype;
  check(dtype == impl_of(values, "heaviside", "#1 'values'").dtype, ErrorKind::dtype,
        "heaviside: heaviside is not yet implemented for tensors with different dtypes.");
  const auto run = [&] {
    const NoGradGuard no_grad;
    return pumice::where(eq(0), values, gt(0).to(dtype));
  };
  const auto none = [] { return GradFn(); };
  return refuse_gradient(record("torch::autograd::NotImplemented", {*this, values}, run(), none),
                         "heaviside");
}
Tensor Tensor::clamp_min(const Tensor& min) const {
  return rename_node(clamp(std::optional(min)), "ClampMinBackward1");
}
Tensor& Tensor::clamp_min_(const Tensor& min) const {
  return rename_write(clamp_(std::optional(min)), "ClampMinBackward1");
}
Tensor Tensor::clamp_max(const Tensor& max) const {
  return rename_node(clamp(std::optional<Tensor>(), max), "ClampMaxBackward1");
}
Tensor& Tensor::clamp_max_(const Tensor& max) const {
  return rename_write(clamp_(std::optional<Tensor>(), max), "ClampMaxBackward1");
}

Tensor Tensor::cross(const Tensor& other, std::optional<int64_t> dim) const {
  const int64_t rank = this->dim();
  int64_t d = 0;
  if (!dim) {
    warn_once(
        "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the "
        "dim explicitly or simply use torch.linalg.cross.\nThe default value of dim will change to "
        "agree with that of linalg.cross in a future release.");
    while (d < rank && size(d) != 3) ++d;
    check(d < rank, ErrorKind::shape, "cross: no dimension of size 3 in input");
  }
  check(rank == other.dim(), ErrorKind::shape,
        "cross: linalg.cross: inputs must have the same number of dimensions.");
  if (dim) d = wrap_dim(*dim, rank, "cross");
  check(size(d) == 3 && other.size(d) == 3, ErrorKind::shape,
        "cross: linalg.cross: inputs dimension {} must have length 3. Got {} and {}",
        dim.value_or(d), size(d), other.size(d));
  if (scalar_type() == kBool) refuse_dtype("cross", kBool);
  check(scalar_type() == other.scalar_type(), ErrorKind::dtype,
        "cross: expected scalar type {} but found {}", pumice::toString(scalar_type()),
        pumice::toString(other.scalar_type()));
  const auto product = [&] {
    const NoGradGuard no_grad;
    const std::vector<Tensor> both = broadcast_tensors({*this, other});
    const Tensor &a = both[0], &b = both[1];
    return a.roll(-1, d) * b.roll(-2, d) - a.roll(-2, d) * b.roll(-1, d);
  };
  return record("LinalgCrossBackward0", {*this, other}, product(), [&] {
    const auto kept = [](const Tensor& t, const Tensor& of) {
      return of.requires_grad() ? Saved(t) : Saved();
    };
    return [a = kept(*this, other), b = kept(other, *this), d, a_sizes = DimVector(sizes()),
            b_sizes = DimVector(other.sizes())](const Tensors& g, Needs needs) {
      return Tensors{needs[0] ? sum_to(linalg_cross(b.unpack(), g[0], d), a_sizes) : Tensor(),
                     needs[1] ? sum_to(linalg_cross(g[0], a.unpack(), d), b_sizes) : Tensor()};
    };
  });
}

Tensor Tensor::renorm(Scalar p, int64_t dim, Scalar maxnorm) const {
  const auto rank = static_cast<int64_t>(impl_of(*this, "renorm").sizes.size());
  check(p.to_double() > 0, ErrorKind::value, "renorm: non-positive-norm not supported");
  check(maxnorm.to_double() >= 0, ErrorKind::value,
        "renorm: expected maxnorm to be >= 0 but got {}", maxnorm.to_double());
  check(rank > 1, ErrorKind::shape, "renorm: input needs at least 2 dimensions, got {} dimensions",
        rank);
  const int64_t d = wrap_dim(dim, rank, "renorm");
  DimVector others;
  for (int64_t i = 0; i < rank; ++i)
    if (i != d) others.push_back(i);
  // Halves are scaled in float, as their norms are.
  const Tensor x = element_size() < 4 && is_floating_point() ? to(kFloat) : *this;
  const Tensor size = linalg_vector_norm(x, p, others, /*keepdim=*/true);
  const Tensor scale = pumice::where(size.gt(maxnorm), maxnorm / size.add(1e-7), 1.0);
  return rename_node(x.mul(scale), "RenormBackward0").to(scalar_type());
}
Tensor& Tensor::renorm_(Scalar p, int64_t dim, Scalar maxnorm) const {
  return rename_write(copy_(before_write(*this).renorm(p, dim, maxnorm)), "RenormBackward0");
}

namespace {
void check_joins(const Tensor& self, const Tensor& more, int64_t dim) {
  const int64_t d = wrap_dim(dim, self.dim(), "diff");
  check(more.dim() == self.dim(), ErrorKind::shape,
        "diff: diff expects prepend or append to be the same dimension as input");
  for (int64_t i = 0; i < self.dim(); ++i)
    check(i == d || more.size(i) == self.size(i), ErrorKind::shape,
          "diff: diff expects the shape of tensor to prepend or append to match that of input "
          "except along the differencing dimension; input.size({}) = {}, but got tensor.size({}) = "
          "{}",
          i, self.size(i), i, more.size(i));
}
}  // namespace

Tensor Tensor::diff(int64_t n, int64_t dim, const std::optional<Tensor>& prepend,
                    const std::optional<Tensor>& append) const {
  check(!impl_of(*this, "diff").sizes.empty(), ErrorKind::shape,
        "diff: diff expects input to be at least one-dimensional");
  check(n >= 0, ErrorKind::value, "diff: order must be non-negative but got {}", n);
  for (const auto& more : {prepend, append})
    if (more && more->defined()) check_joins(*this, *more, dim);
  if (n == 0) return clone();
  std::vector<Tensor> parts;
  if (prepend) parts.push_back(*prepend);
  parts.push_back(*this);
  if (append) parts.push_back(*append);
  Tensor now = parts.size() > 1 ? cat(parts, dim) : *this;
  const int64_t d = wrap_dim(dim, now.dim(), "diff");
  if (n >= now.size(d)) return now.narrow(d, 0, 0).clone();
  for (int64_t i = 0; i < n; ++i) {
    const int64_t rest = now.size(d) - 1;
    const Tensor after = now.narrow(d, 1, rest), before = now.narrow(d, 0, rest);
    now = now.scalar_type() == kBool ? after.logical_xor(before) : after.sub(before);
  }
  return now;
}

namespace {

int64_t split_axis(const char* name, const Tensor& self, int64_t least, int64_t axis) {
  const auto rank = static_cast<int64_t>(impl_of(self, name).sizes.size());
  check(rank >= least, ErrorKind::shape,
        "{0}: torch.{0} requires a tensor with at least {1} dimension, but got a tensor with "
        "{2} dimensions!",
        name, least, rank);
  return rank == 1 ? 0 : axis;
}

std::vector<Tensor> split_even(const char* name, const Tensor& self, int64_t axis,
                               int64_t sections) {
  check(sections != 0 && self.size(axis) % sections == 0, ErrorKind::shape,
        "{0}: torch.{0} attempted to split along dimension {1}, but the size of the dimension {2} "
        "is not divisible by the split_size {3}!",
        name, axis, self.size(axis), sections);
  return self.tensor_split(sections, axis);
}

}  // namespace

#define PUMICE_SPLIT(name, least, axis)                                               \
  std::vector<Tensor> Tensor::name(int64_t sections) const {                          \
    return split_even(#name, *this, split_axis(#name, *this, least, axis), sections); \
  }                                                                                   \
  std::vector<Tensor> Tensor::name(IntArrayRef indices) const {                       \
    return tensor_split(indices, split_axis(#name, *this, least, axis));              \
  }
PUMICE_SPLIT(hsplit, 1, 1)
PUMICE_SPLIT(vsplit, 2, 0)
PUMICE_SPLIT(dsplit, 3, 2)
#undef PUMICE_SPLIT

Tensor one_hot(const Tensor& self, int64_t num_classes) {
  const TensorImpl& impl = impl_of(self, "one_hot");
  check(impl.dtype == kLong, ErrorKind::dtype,
        "one_hot: one_hot is only applicable to index tensor of type LongTensor.");
  check(impl.numel > 0 || num_classes > 0, ErrorKind::value,
        "one_hot: Can not infer total number of classes from empty tensor.");
  check(num_classes >= -1, ErrorKind::value,
        "one_hot: Class values must be smaller than num_classes.");
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  check_bounds({"one_hot", "Class values must be non-negative.", ErrorKind::value}, self,
               {.low = 0, .high = kMost});
  if (num_classes == -1) num_classes = max(self).item<int64_t>() + 1;
  check_bounds({"one_hot", "Class values must be smaller than num_classes.", ErrorKind::value},
               self, {.low = std::numeric_limits<int64_t>::min(), .high = num_classes});
  return self.unsqueeze(-1).eq(arange(num_classes, self.options())).to(kLong);
}

}  // namespace pumice
