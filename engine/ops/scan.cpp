// cumsum, cumprod, logcumsumexp, cummax, cummin, with their gradients.
#include "ops/scan.h"
#include "ops/refusals.h"

#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "shaders/kernels/cummax.h"
#include "shaders/kernels/cumprod.h"
#include "shaders/kernels/cumsum.h"
#include "shaders/kernels/linear_recurrence.h"
#include "shaders/kernels/logcumsumexp.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

uint32_t u32(int64_t v) { return static_cast<uint32_t>(v); }

/// A scan's rows in parts, so that few long rows keep a device busy.
int64_t slices_for(const Slices& s) {
  constexpr int64_t kLeast = 16384, kGroups = 256;
  if (s.inner > 1 || s.n < 2 * kLeast || s.outer >= kGroups) return 1;
  return std::min(s.n / kLeast, (kGroups + s.outer - 1) / s.outer);
}

template <class P>
P params_of(const Slices& s, bool reversed) {
  return {.outer = u32(s.outer),
          .n = u32(s.n),
          .inner = u32(s.inner),
          .slices = 1,
          .reversed = reversed,
          .totals = 0,
          .carried = 0};
}

template <class P>
Grid grid_of(const P& p) {
  const bool columns = p.inner > 1;
  const uint32_t lanes = columns ? std::min(p.inner, 256u) : (p.n / p.slices + 3) / 4;
  return {.groups = columns ? p.outer * ((p.inner + 255) / 256) : p.outer * p.slices,
          .width = std::min(lanes, 256u),
          .spec = {static_cast<uint16_t>(columns ? P::FORM::columns : P::FORM::rows)}};
}

/// Columns so few and long that lanes would walk them alone are scanned as rows.
bool better_as_rows(const Slices& s) { return s.inner > 1 && s.count() < 256 && s.n > 1024; }

/// f on x about dim, as contiguous rows where that is better.
template <class F>
auto with_layout(const Tensor& x, int64_t dim, F&& f) {
  if (x.dim() == 0 || !better_as_rows(slices_of(x, dim)))
    return f(x.contiguous(), dim, [](const Tensor& t) { return t; });
  return f(x.transpose(dim, -1).contiguous(), x.dim() - 1,
           [dim](const Tensor& t) { return t.transpose(dim, -1).contiguous(); });
}

/// Kernel P (x, carry, y), in parts where rows are long; no history.
template <class P>
Tensor scan(const Tensor& self, int64_t dim, bool reversed) {
  NoGradGuard no_grad;
  return with_layout(self, dim, [&](const Tensor& x, int64_t at, auto&& restored) {
    const Tensor y = make_tensor(x.sizes(), x.scalar_type(), x.device());
    if (y.numel() == 0) return restored(y);
    const Slices s = slices_of(x, at);
    P params = params_of<P>(s, reversed);
    params.slices = u32(slices_for(s));
    Tensor carry = x;
    if (params.slices > 1) {
      const Tensor totals = make_tensor({s.outer, params.slices}, x.scalar_type(), x.device());
      params.totals = 1;
      launch(params, {x, x, totals}, grid_of(params));
      params.totals = 0;
      params.carried = 1;
      carry = scan<P>(totals, 1, false);
    }
    launch(params, {x, carry, y}, grid_of(params));
    return restored(y);
  });
}

Tensor running_product(const Tensor& self, int64_t dim) {
  NoGradGuard no_grad;
  return with_layout(self, dim, [&](const Tensor& x, int64_t at, auto&& restored) {
    Tensor y = make_tensor(x.sizes(), x.scalar_type(), x.device());
    const auto params = params_of<kernel::cumprod>(slices_of(x, at), false);
    if (y.numel() > 0) launch(params, {x, y}, grid_of(params));
    return restored(y);
  });
}

struct Extremes {
  Tensor values, places;
};

Extremes running_extremes(const Tensor& self, int64_t dim, bool largest) {
  NoGradGuard no_grad;
  return with_layout(self, dim, [&](const Tensor& x, int64_t at, auto&& restored) -> Extremes {
    using P = kernel::cummax;
    Extremes y{make_tensor(x.sizes(), x.scalar_type(), x.device()),
               make_tensor(x.sizes(), kLong, x.device())};
    if (x.numel() == 0) return y;
    const Slices s = slices_of(x, at);
    auto params = params_of<P>(s, false);
    params.slices = u32(slices_for(s));
    const auto run = [&](const P& p, const Tensor& from, const Extremes& carry,
                         const Extremes& to) {
      Grid grid = grid_of(p);
      grid.spec = {static_cast<uint16_t>(largest ? P::OP::max : P::OP::min), grid.spec[0]};
      launch(p, {from, carry.values, carry.places, to.values, to.places}, grid);
    };
    Extremes carry{x, make_tensor({1}, kLong, x.device())};
    if (params.slices > 1) {
      const DimVector parts{s.outer, params.slices};
      const Extremes totals{make_tensor(parts, x.scalar_type(), x.device()),
                            make_tensor(parts, kLong, x.device())};
      params.totals = 1;
      run(params, x, carry, totals);
      params.totals = 0;
      params.carried = 1;
      const Extremes best = running_extremes(totals.values, 1, largest);
      carry = {best.values, gather(totals.places, 1, best.places)};
    }
    run(params, x, carry, y);
    return {restored(y.values), restored(y.places)};
  });
}

/// The dtype in which a scan's kernel runs.
ScalarType scan_type(ScalarType dtype) {
  return is_floating_point(dtype) ? (dtype == kDouble ? kDouble : kFloat) : kLong;
}

struct Argument {
  Tensor x;
  int64_t dim;
  ScalarType dtype;  ///< of the result
};
Argument argument_of(const char* name, const Tensor& self, int64_t dim,
                     std::optional<ScalarType> dtype) {
  impl_of(self, name);
  const ScalarType own = self.scalar_type();
  const ScalarType result = dtype.value_or(is_floating_point(own) ? own : kLong);
  return {self.to(result).to(scan_type(result)), wrap_dim(dim, self.dim(), name), result};
}

// An element x[j] has exp(x[j] - y[k]) g[k] of every later result y[k]. Both signs of g go through
// logarithms, so that nothing overflows; elements of -inf have no part.
Tensor log_sum_exp(const Tensor& x, int64_t dim, bool reversed) {
  const Tensor y = scan<kernel::logcumsumexp>(x, dim, reversed);
  return record("LogcumsumexpBackward0", {x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), dim, reversed](const Tensors& g, Needs) -> Tensors {
      const Tensor input = x.unpack(), result = y.unpack();
      const Tensor sums = masked_fill(result, eq(result, -INFINITY), 0);
      const auto part = [&](const Tensor& weight) {
        const Tensor any = gt(weight, 0);
        const Tensor logs = masked_fill(log(where(any, weight, 1)), logical_not(any), -INFINITY);
        return exp(add(log_sum_exp(sub(logs, sums), dim, !reversed), input));
      };
      const Tensor dx = sub(part(g[0]), part(neg(g[0])));
      return {masked_fill(dx, eq(input, -INFINITY), 0)};
    };
  });
}

std::tuple<Tensor, Tensor> extremes(const char* name, const char* node, const Tensor& self,
                                    int64_t dim, bool largest) {
  impl_of(self, name);
  // PyTorch takes any dim of a number, and of no elements.
  dim = self.dim() == 0 || self.numel() == 0 ? 0 : wrap_dim(dim, self.dim(), name);
  Tensor values, places;
  {
    NoGradGuard no_grad;
    const ScalarType own = self.scalar_type();
    const Extremes found = running_extremes(self.to(scan_type(own)), dim, largest);
    values = found.values.to(own);
    places = found.places;
  }
  return {record_selection(node, self, dim, values, places, true, true), places};
}

}  // namespace

Tensor shifted(const Tensor& t, int64_t dim, Scalar first) {
  if (t.dim() == 0) return full({}, first, t.options());
  DimVector sizes(t.sizes());
  if (sizes[static_cast<size_t>(dim)] == 0) return t;
  sizes[static_cast<size_t>(dim)] = 1;
  return cat(
      std::vector<Tensor>{full(sizes, first, t.options()), t.narrow(dim, 0, t.size(dim) - 1)}, dim);
}

Tensor running_sum(const Tensor& x, int64_t dim, bool reversed) {
  return record("CumsumBackward0", {x}, scan<kernel::cumsum>(x, dim, reversed), [&] {
    return [dim, reversed](const Tensors& g, Needs) {
      return Tensors{running_sum(g[0], dim, !reversed)};
    };
  });
}

Tensor linear_recurrence(const Tensor& b, const Tensor& x, int64_t dim, bool reversed) {
  using P = kernel::linear_recurrence;
  Tensor y;
  {
    NoGradGuard no_grad;
    const Tensor added = b.contiguous(), factors = x.contiguous();
    y = make_tensor(b.sizes(), b.scalar_type(), b.device());
    const auto params = params_of<P>(slices_of(added, dim), reversed);
    if (y.numel() > 0) launch(params, {added, factors, y}, grid_of(params));
  }
  return record("LinearRecurrenceBackward0", {b, x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), dim, reversed](const Tensors& g, Needs needs) {
      const Tensor db = linear_recurrence(g[0], x.unpack(), dim, !reversed);
      if (!needs[1]) return Tensors{db, Tensor()};
      const Tensor result = y.unpack();
      return Tensors{
          db, reversed ? mul(shifted(db, dim, 0), result) : mul(db, shifted(result, dim, 0))};
    };
  });
}

Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const Argument a = argument_of("cumsum", self, dim, dtype);
  return rename_node(running_sum(a.x, a.dim, false).to(a.dtype), "CumsumBackward0");
}

namespace {
// PyTorch divides what stands before the first zero by the element, so that infinities and NaN give
// NaN at their own places, and knows nothing behind it.
Tensor as_quotient(const Tensor& x, const Tensor& dx, int64_t dim) {
  const Tensor zero = eq(x, 0), zeros = cumsum(zero, dim);
  const Tensor nan = logical_and(eq(zeros, 0), logical_not(isfinite(x)));
  const Tensor y = dx.masked_fill(nan, NAN);
  return GradMode::is_enabled() ? y : y.masked_fill(gt(zeros, zero), 0);
}
}  // namespace

Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const Argument a = argument_of("cumprod", self, dim, dtype);
  const Tensor product = running_product(a.x, a.dim);
  const Tensor y = record("CumprodBackward0", {a.x}, product, [&] {
    return [x = Saved(a.x), y = Saved::output(product), dim = a.dim](const Tensors& g, Needs) {
      (void)y.unpack();  // PyTorch divides by it, so that it must stand as it was
      // Factors before an element, times what follows it weighed with the gradient: no division.
      const Tensor input = x.unpack();
      const Tensor dx =
          mul(shifted(cumprod(input, dim), dim, 1), linear_recurrence(g[0], input, dim, true));
      return Tensors{as_quotient(input, dx, dim)};
    };
  });
  return rename_node(y.to(a.dtype), "CumprodBackward0");
}

Tensor logcumsumexp(const Tensor& self, int64_t dim) {
  wrap_dim(dim, static_cast<int64_t>(impl_of(self, "logcumsumexp").sizes.size()), "logcumsumexp");
  check_floating("logcumsumexp", self);
  const Argument a = argument_of("logcumsumexp", self, dim, {});
  return rename_node(log_sum_exp(a.x, a.dim, false).to(a.dtype), "LogcumsumexpBackward0");
}

std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim) {
  return extremes("cummax", "CummaxBackward0", self, dim, true);
}
std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim) {
  return extremes("cummin", "CumminBackward0", self, dim, false);
}

Tensor Tensor::cumsum(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::cumsum(*this, dim, dtype);
}
Tensor Tensor::cumprod(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::cumprod(*this, dim, dtype);
}
std::tuple<Tensor, Tensor> Tensor::cummax(int64_t dim) const { return pumice::cummax(*this, dim); }
std::tuple<Tensor, Tensor> Tensor::cummin(int64_t dim) const { return pumice::cummin(*this, dim); }
Tensor Tensor::logcumsumexp(int64_t dim) const { return pumice::logcumsumexp(*this, dim); }

#define PUMICE_IN_PLACE_SCAN(name, node)                                                        \
  Tensor& Tensor::name##_(int64_t dim, std::optional<ScalarType> dtype) const {                 \
    check_inplace(#name "_", *this);                                                            \
    wrap_dim(dim, this->dim(), #name "_");                                                      \
    check(!dtype || *dtype == scalar_type(), ErrorKind::dtype,                                  \
          #name "_: Bad in-place call: input tensor dtype {} and output dtype {} should match", \
          pumice::toString(scalar_type()), pumice::toString(dtype.value_or(scalar_type())));    \
    check_dtype(#name "_", *this);                                                              \
    return rename_write(copy_(pumice::name(before_write(*this), dim, scalar_type())), node);    \
  }
PUMICE_IN_PLACE_SCAN(cumsum, "CumsumBackward0")
PUMICE_IN_PLACE_SCAN(cumprod, "CumprodBackward0")
#undef PUMICE_IN_PLACE_SCAN

}  // namespace pumice
