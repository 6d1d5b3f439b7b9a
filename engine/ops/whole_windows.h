// Convolutions, averages and maxima of integers, for which there are no kernels of their own.
#pragma once

#include <array>

#include "pumice/tensor.h"

namespace pumice {

/// Where windows stand over the last two dims of a tensor.
struct WindowPlaces {
  std::array<int64_t, 2> kernel, stride, padding, dilation, count;
};

/// (n, c, h, w), (out, c / groups, kh, kw), (out) or undefined -> (n, out, oh, ow).
Tensor convolve_whole(const Tensor& x, const Tensor& weight, const Tensor& bias,
                      const WindowPlaces& at, int64_t groups);
/// (n, c, h, w) -> (n, c, oh, ow): sums over the divisor, or over the elements (with padding among
/// them or without) where that is 0, cut off as integers are.
Tensor average_whole(const Tensor& x, const WindowPlaces& at, bool pad_counts, int64_t divisor);
/// (n, c, h, w) -> two of (n, c, oh, ow): the largest of each window, and where the first such one
/// lies in its plane (int64).
std::pair<Tensor, Tensor> maximum_whole(const Tensor& x, const WindowPlaces& at);

}  // namespace pumice
