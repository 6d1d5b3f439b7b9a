// Factories whose values follow from the position: arange, linspace, logspace, windows, eye.
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "graph/stream.h"
#include "ops/copy.h"
#include "ops/refusals.h"
#include "pumice/factories.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// Fills `out` (contiguous, new) from the host with value(0), value(1), ...
template <class Value>
void write_each(const Tensor& out, Value value) {
  const auto count = static_cast<size_t>(out.numel());
  if (count == 0) return;
  with_type(out.scalar_type(), [&](auto type) {
    using T = decltype(type);
    const std::unique_ptr<T[]> values(new T[count]);
    for (size_t i = 0; i < count; ++i)
      values[i] = number_as<T>(wrapped_number(value(static_cast<int64_t>(i)), out.scalar_type()));
    Stream::current(out.device()).write(*out.impl()->storage, 0, values.get(), count * sizeof(T));
  });
}

Tensor finish(const Tensor& out, const TensorOptions& options) {
  if (options.requires_grad()) out.set_requires_grad(true);
  return out;
}

void check_range(const char* op, double first, double last, double step) {
  check(step != 0, ErrorKind::value, "{}: step must be nonzero", op);
  check(std::isfinite(first) && std::isfinite(last), ErrorKind::value,
        "{}: unsupported range: {} -> {}", op, first, last);
  check(step > 0 ? last >= first : last <= first, ErrorKind::value,
        "{}: upper bound and larger bound inconsistent with step sign", op);
}

Tensor counted(double count, ScalarType dtype, const TensorOptions& options) {
  check(count >= 0 && count <= 0x1p62, ErrorKind::memory,
        "arange: invalid size, possible overflow? {} elements", count);
  const int64_t size[] = {static_cast<int64_t>(count)};
  return make_tensor({size, 1}, dtype, options.device());
}

// start, start + step, ...; of integers both lose their fractions first, and what does not fit
// wraps around.
void write_steps(const Tensor& out, Scalar start, Scalar step) {
  if (is_integral(out.scalar_type(), true)) {
    const int64_t from = start.to_long(), by = step.to_long();
    write_each(out, [=](int64_t i) { return Scalar(from + i * by); });
    return;
  }
  const double from = start.to_double(), by = step.to_double();
  write_each(out, [=](int64_t i) { return from + static_cast<double>(i) * by; });
}

}  // namespace

Tensor arange(Scalar end, const TensorOptions& options) { return arange(0, end, 1, options); }
Tensor arange(Scalar start, Scalar end, const TensorOptions& options) {
  return arange(start, end, 1, options);
}

Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options) {
  const bool real =
      start.is_floating_point() || end.is_floating_point() || step.is_floating_point();
  const double first = start.to_double(), last = end.to_double(), stride = step.to_double();
  const ScalarType dtype = options.dtype_opt().value_or(real ? default_dtype() : kLong);
  if (dtype == kLong) {  // 64-bit integers are counted as such
    const int64_t from = start.to_long(), by = step.to_long();
    check_range("arange", first, last, static_cast<double>(by));
    const __int128 span = static_cast<__int128>(end.to_long()) - from;
    const __int128 count = (span + by - (by > 0 ? 1 : -1)) / by;
    const Tensor out = counted(static_cast<double>(count), dtype, options);
    write_steps(out, start, step);
    return finish(out, options);
  }
  check_range("arange", first, last, stride);
  check_dtype("arange", dtype);
  const Tensor out = counted(std::ceil((last - first) / stride), dtype, options);
  write_steps(out, start, step);
  return finish(out, options);
}

Tensor range(Scalar start, Scalar end, Scalar step, const TensorOptions& options) {
  const double first = start.to_double(), last = end.to_double(), stride = step.to_double();
  check_range("range", first, last, stride);
  const Tensor out = counted(std::floor((last - first) / stride) + 1, options.dtype(), options);
  write_steps(out, start, step);
  return finish(out, options);
}

namespace {

// From both ends towards the middle, so that the last value is exactly `end`.
template <class Shape>
Tensor spaced(const char* op, Scalar first, Scalar last, int64_t steps,
              const TensorOptions& options, Shape shape) {
  check(steps >= 0, ErrorKind::value, "{}: number of steps must be non-negative", op);
  check_dtype(op, options.dtype());
  // Of integers, both ends are cut off before the steps are measured.
  const bool whole = is_integral(options.dtype(), false);
  const auto bound = [&](Scalar s) {
    return whole ? checked_number(s, options.dtype()).to_double() : s.to_double();
  };
  const double start = bound(first), end = bound(last);
  const Tensor out = make_tensor({steps}, options.dtype(), options.device());
  const double step = steps > 1 ? (end - start) / static_cast<double>(steps - 1) : 0;
  write_each(out, [=](int64_t i) {
    const bool near_start = i < steps / 2 || steps == 1;
    return shape(near_start ? start + step * static_cast<double>(i)
                            : end - step * static_cast<double>(steps - 1 - i));
  });
  return finish(out, options);
}

}  // namespace

Tensor linspace(Scalar start, Scalar end, int64_t steps, const TensorOptions& options) {
  return spaced("linspace", start, end, steps, options, [](double x) { return x; });
}

Tensor logspace(Scalar start, Scalar end, int64_t steps, double base,
                const TensorOptions& options) {
  return spaced("logspace", start, end, steps, options,
                [base](double x) { return std::pow(base, x); });
}

namespace {

// Ends that are tensors; shape error where one has dims.
void check_ends(const char* op, const Tensor* start, const Tensor* end) {
  std::string words;
  bool fit = true;
  for (const auto& [name, t] : {std::pair{"start", start}, {"end", end}}) {
    if (!t) continue;
    fit &= t->dim() == 0;
    words += fmt::format("{}{} with {} dimension(s)", words.empty() ? "" : " and ", name, t->dim());
  }
  check(fit, ErrorKind::shape,
        "{0}: {0} only supports 0-dimensional start and end tensors, but got {1}.", op, words);
}

}  // namespace

#define PUMICE_SPACED(Start, End, start_tensor, end_tensor, first, last)               \
  Tensor linspace(Start start, End end, int64_t steps, const TensorOptions& options) { \
    check_ends("linspace", start_tensor, end_tensor);                                  \
    return linspace(first, last, steps, options);                                      \
  }                                                                                    \
  Tensor logspace(Start start, End end, int64_t steps, double base,                    \
                  const TensorOptions& options) {                                      \
    check_ends("logspace", start_tensor, end_tensor);                                  \
    return logspace(first, last, steps, base, options);                                \
  }
PUMICE_SPACED(const Tensor&, const Tensor&, &start, &end, start.item(), end.item())
PUMICE_SPACED(const Tensor&, Scalar, &start, nullptr, start.item(), end)
PUMICE_SPACED(Scalar, const Tensor&, nullptr, &end, start, end.item())
#undef PUMICE_SPACED

namespace {

// value(i / last) for each i, where `last` is the place at which a symmetric window ends.
template <class Value>
Tensor window(const char* op, int64_t length, bool periodic, const TensorOptions& options,
              Value value) {
  check(is_floating_point(options.dtype()), ErrorKind::dtype,
        "{} expects floating point dtypes, got: {}", op, dtype_name(options.dtype()));
  check(length >= 0, ErrorKind::value,
        "{} requires non-negative window_length, got window_length={}", op, length);
  const int64_t size[] = {length};
  const Tensor out = make_tensor({size, 1}, options.dtype(), options.device());
  const auto last = static_cast<double>(periodic ? length : length - 1);
  write_each(out,
             [&](int64_t i) { return length == 1 ? 1 : value(static_cast<double>(i) / last); });
  return finish(out, options);
}

double turn(double part) { return std::cos(2 * std::numbers::pi * part); }

// The modified Bessel function of order 0 by its power series, whose terms are all positive.
double bessel(double x) {
  double term = 1, sum = 1;
  for (double k = 1; term > 1e-17 * sum; ++k) sum += term *= x * x / (4 * k * k);
  return sum;
}

}  // namespace

Tensor bartlett_window(int64_t window_length, bool periodic, const TensorOptions& options) {
  return window("bartlett_window", window_length, periodic, options,
                [](double t) { return 1 - std::abs(2 * t - 1); });
}
Tensor blackman_window(int64_t window_length, bool periodic, const TensorOptions& options) {
  return window("blackman_window", window_length, periodic, options,
                [](double t) { return 0.08 * turn(2 * t) - 0.5 * turn(t) + 0.42; });
}
Tensor hann_window(int64_t window_length, bool periodic, const TensorOptions& options) {
  return window("hann_window", window_length, periodic, options,
                [](double t) { return 0.5 - 0.5 * turn(t); });
}
Tensor hamming_window(int64_t window_length, bool periodic, const TensorOptions& options) {
  return hamming_window(window_length, periodic, 0.54, options);
}
Tensor hamming_window(int64_t window_length, bool periodic, double alpha,
                      const TensorOptions& options) {
  return hamming_window(window_length, periodic, alpha, 0.46, options);
}
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta,
                      const TensorOptions& options) {
  return window("hamming_window", window_length, periodic, options,
                [=](double t) { return alpha - beta * turn(t); });
}
Tensor kaiser_window(int64_t window_length, bool periodic, const TensorOptions& options) {
  return kaiser_window(window_length, periodic, 12, options);
}
Tensor kaiser_window(int64_t window_length, bool periodic, double beta,
                     const TensorOptions& options) {
  return window("kaiser_window", window_length, periodic, options,
                [=](double t) { return bessel(beta * 2 * std::sqrt(t * (1 - t))) / bessel(beta); });
}

Tensor eye(int64_t n, const TensorOptions& options) { return eye(n, n, options); }

Tensor eye(int64_t n, int64_t m, const TensorOptions& options) {
  check(n >= 0, ErrorKind::value, "eye: n must be greater or equal to 0, got {}", n);
  check(m >= 0, ErrorKind::value, "eye: m must be greater or equal to 0, got {}", m);
  const Tensor out = make_tensor({n, m}, options.dtype(), options.device());
  fill_into(out, 0);
  if (out.numel() > 0) fill_into(make_view(out, {std::min(n, m)}, {m + 1}, 0), 1);
  return finish(out, options);
}

}  // namespace pumice
