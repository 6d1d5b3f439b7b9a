// Conversions between tensors and numbers on the host.
#include "support/host.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "pumice/factories.h"

namespace pumice::testing {
namespace {

/// Calls f with a value of the C++ type of the dtype.
template <class F>
void with_type(ScalarType dtype, F&& f) {
  switch (dtype) {
    case kByte:
      return f(uint8_t{});
    case kChar:
      return f(int8_t{});
    case kShort:
      return f(int16_t{});
    case kInt:
      return f(int32_t{});
    case kLong:
      return f(int64_t{});
    case kHalf:
      return f(Half{});
    case kFloat:
      return f(float{});
    case kDouble:
      return f(double{});
    case kBool:
      return f(bool{});
    case kBFloat16:
      return f(BFloat16{});
    default:
      throw std::logic_error("a dtype that tests do not know");
  }
}

template <class T>
T element_from(double value) {
  if constexpr (std::is_same_v<T, bool>)
    return value != 0;
  else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>)
    return T(static_cast<float>(value));
  else
    return static_cast<T>(value);
}

double poison(ScalarType dtype) {
  return pumice::is_floating_point(dtype) ? std::numeric_limits<double>::quiet_NaN() : 77;
}

struct Placement {
  std::vector<int64_t> strides;
  int64_t offset = 0, extent = 0;  ///< of the first element; of the whole storage
};

Placement place(const std::vector<int64_t>& sizes, Layout layout) {
  Placement p{.strides = std::vector<int64_t>(sizes.size())};
  p.offset = layout == Layout::contiguous ? 0 : 3;
  int64_t stride = layout == Layout::scattered ? 2 : 1;
  const bool reversed = layout == Layout::transposed || layout == Layout::scattered;
  const auto rank = static_cast<int64_t>(sizes.size());
  for (int64_t i = 0; i < rank; ++i) {
    const auto d = static_cast<size_t>(reversed ? i : rank - 1 - i);
    p.strides[d] = stride;
    stride *= std::max<int64_t>(sizes[d], 1) + (layout == Layout::narrowed && i == 0 ? 5 : 0);
  }
  p.extent = p.offset + stride;
  return p;
}

/// Position in the storage of the element at a row-major index.
int64_t position(int64_t index, const std::vector<int64_t>& sizes, const Placement& p) {
  int64_t at = p.offset;
  for (size_t d = sizes.size(); d-- > 0;) {
    at += index % sizes[d] * p.strides[d];
    index /= sizes[d];
  }
  return at;
}

bool all_equal(const std::vector<double>& v) {
  return std::all_of(v.begin(), v.end(), [&](double x) { return x == v[0]; });
}

double largest(const std::vector<double>& v) {
  double peak = 0;
  for (const double x : v)
    if (std::isfinite(x)) peak = std::max(peak, std::abs(x));
  return peak;
}

}  // namespace

const char* layout_name(Layout layout) {
  constexpr const char* names[] = {"contiguous", "narrowed", "transposed", "scattered"};
  return names[static_cast<size_t>(layout)];
}

Tensor make_tensor(const HostTensor& host, ScalarType dtype, Device device, Layout layout) {
  const Placement p = place(host.sizes, layout);
  const bool contiguous = layout == Layout::contiguous;
  const auto count = static_cast<int64_t>(host.values.size());
  const std::vector<int64_t> extent{p.extent};
  Tensor flat = empty(contiguous ? IntArrayRef(host.sizes) : IntArrayRef(extent),
                      TensorOptions(dtype).device(kCPU));
  with_type(dtype, [&](auto zero) {
    using T = decltype(zero);
    auto* data = static_cast<T*>(flat.data_ptr());
    if (!contiguous) std::fill(data, data + p.extent, element_from<T>(poison(dtype)));
    for (int64_t i = 0; i < count; ++i)
      data[contiguous ? i : position(i, host.sizes, p)] = element_from<T>(host.values[i]);
  });
  flat = flat.to(device);
  return contiguous ? flat : flat.as_strided(host.sizes, p.strides, p.offset);
}

HostTensor read_tensor(const Tensor& tensor) {
  const Tensor host = tensor.detach().contiguous().cpu();
  HostTensor result{host.scalar_type(), host.sizes().vec(), {}};
  result.values.resize(static_cast<size_t>(host.numel()));
  if (host.numel() == 0) return result;
  with_type(host.scalar_type(), [&](auto zero) {
    const auto* data = static_cast<const decltype(zero)*>(host.data_ptr());
    for (size_t i = 0; i < result.values.size(); ++i)
      result.values[i] = static_cast<double>(data[i]);
  });
  return result;
}

bool surroundings_hold(const Tensor& tensor, Layout layout) {
  const HostTensor elements = read_tensor(tensor);
  if (layout == Layout::contiguous || elements.values.empty()) return true;
  const Placement p = place(elements.sizes, layout);
  const std::vector<int64_t> extent{p.extent}, one{1};
  const std::vector<double> found = read_tensor(tensor.detach().as_strided(extent, one, 0)).values;
  std::vector<double> want(found.size(), rounded(poison(elements.dtype), elements.dtype));
  for (size_t i = 0; i < elements.values.size(); ++i)
    want[static_cast<size_t>(position(static_cast<int64_t>(i), elements.sizes, p))] =
        elements.values[i];
  return std::ranges::equal(
      found, want, [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
}

double rounded(double value, ScalarType dtype) {
  double result = 0;
  with_type(dtype,
            [&](auto zero) { result = static_cast<double>(element_from<decltype(zero)>(value)); });
  return result;
}

Tolerance tolerance_of(ScalarType dtype) {
  switch (dtype) {
    case kDouble:
      return {1e-10, 1e-12};
    case kFloat:
      return {1e-5, 2e-6};
    case kHalf:
      return {2e-3, 1e-3};
    case kBFloat16:
      return {1.6e-2, 8e-3};
    default:
      return {};
  }
}

std::string difference(const HostTensor& got, const HostTensor& expected, ScalarType dtype,
                       Tolerance tolerance) {
  if (got.dtype != dtype)
    return fmt::format("dtype is {}, should be {}", dtype_name(got.dtype), dtype_name(dtype));
  if (got.sizes != expected.sizes)
    return fmt::format("sizes are {}, should be {}", got.sizes, expected.sizes);
  std::vector<double> want = expected.values;
  for (double& w : want) w = rounded(w, dtype);
  const double slack = tolerance.absolute * largest(want);
  size_t wrong = 0, worst = 0;
  double worst_excess = -1;
  for (size_t i = 0; i < want.size(); ++i) {
    const double g = got.values[i], w = want[i];
    if (g == w || (std::isnan(g) && std::isnan(w))) continue;
    const double error = std::abs(g - w);
    if (std::isfinite(w) && error <= slack + tolerance.relative * std::abs(w)) continue;
    ++wrong;
    const double excess = std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
    if (excess > worst_excess) worst_excess = excess, worst = i;
  }
  if (wrong > 0)
    return fmt::format("{} of {} elements differ; element {} is {}, should be {}", wrong,
                       want.size(), worst, got.values[worst], want[worst]);
  if (want.size() > 1 && all_equal(got.values) && !all_equal(want))
    return fmt::format("all elements are {}", got.values[0]);
  return {};
}

}  // namespace pumice::testing
