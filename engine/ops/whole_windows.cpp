// Convolutions, averages and maxima of integers, made of windows, products and sums.
#include "ops/whole_windows.h"

#include "pumice/autograd.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

// (n, c, h, w) -> (n, c, oh, ow, kh, kw): the windows of x with a number around it.
Tensor windows(const Tensor& x, const WindowPlaces& at, Scalar around = 0) {
  std::array<int64_t, 2> whole{};
  for (size_t d = 0; d < 2; ++d)
    whole[d] = std::max((at.count[d] - 1) * at.stride[d] + at.dilation[d] * (at.kernel[d] - 1) + 1,
                        at.padding[d] + x.size(static_cast<int64_t>(d) + 2));
  const int64_t n = x.size(0), c = x.size(1);
  const Tensor padded = full({n, c, whole[0], whole[1]}, around, x.options());
  padded.narrow(2, at.padding[0], x.size(2)).narrow(3, at.padding[1], x.size(3)).copy_(x);
  const int64_t row = whole[1], plane = whole[0] * row;
  return padded.as_strided(
      {n, c, at.count[0], at.count[1], at.kernel[0], at.kernel[1]},
      {c * plane, plane, at.stride[0] * row, at.stride[1], at.dilation[0] * row, at.dilation[1]});
}

}  // namespace

Tensor convolve_whole(const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const WindowPlaces& at, int64_t groups) {
  const NoGradGuard guard;
  const int64_t n = x.size(0), places = at.count[0] * at.count[1], out = weight.size(0);
  const int64_t taps = weight.size(1) * at.kernel[0] * at.kernel[1];
  const Tensor columns =
      windows(x, at).permute({0, 1, 4, 5, 2, 3}).reshape({n, groups, taps, places});
  const Tensor y = matmul(weight.reshape({groups, out / groups, taps}), columns)
                       .reshape({n, out, at.count[0], at.count[1]});
  return bias.defined() ? y + bias.view({out, 1, 1}) : y;
}

Tensor average_whole(const Tensor& x, const WindowPlaces& at, bool pad_counts, int64_t divisor) {
  const NoGradGuard guard;
  const Tensor total = sum(windows(x, at), {4, 5});
  if (divisor != 0) return div(total, divisor, "trunc");
  WindowPlaces inside = at;
  std::array<int64_t, 2> size{x.size(2), x.size(3)};
  for (size_t d = 0; d < 2 && pad_counts; ++d) {
    inside.padding[d] = 0;
    size[d] += 2 * at.padding[d];
  }
  const Tensor counts = sum(windows(ones({1, 1, size[0], size[1]}, x.options()), inside), {4, 5});
  return div(total, counts, "trunc");
}

std::pair<Tensor, Tensor> maximum_whole(const Tensor& x, const WindowPlaces& at) {
  const NoGradGuard guard;
  // In a dtype that has a number below all of x's to put around them; devices without int64
  // compare low words.
  const bool small = x.element_size() < 4;
  const bool wide = !small && device_properties(x.device()).int64;
  const Scalar lowest = wide ? Scalar(INT64_MIN) : Scalar(INT32_MIN);
  const Tensor taps = windows(x.to(small ? kInt : kLong), at, lowest).flatten(4, 5);
  const auto [most, tap] = pumice::max(taps, 4);
  const int64_t columns = x.size(3);
  const auto along = [&](size_t d, int64_t unit) {
    return (arange(at.count[d], tap.options()) * at.stride[d] - at.padding[d]) * unit;
  };
  const Tensor row = div(tap, at.kernel[1], "floor"), column = tap - row * at.kernel[1];
  const Tensor place = row * (at.dilation[0] * columns) + column * at.dilation[1] +
                       along(0, columns).unsqueeze(1) + along(1, 1);
  return {most.to(x.scalar_type()), place};
}

}  // namespace pumice
