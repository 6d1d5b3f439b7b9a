// Convolution.
#pragma once

#include <concepts>

#include "pumice/tensor.h"

namespace pumice {

/// Cross-correlation: (N, C, H, W) or (C, H, W), weight (O, C/groups, kH, kW), bias (O) or
/// undefined. stride, padding, dilation: one value or (h, w) (torch.nn.functional.conv2d).
Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias = {},
              IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1,
              int64_t groups = 1);
namespace detail {
Tensor conv2d_named(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                    IntArrayRef stride, std::string_view padding, IntArrayRef dilation,
                    int64_t groups);
}
/// padding "valid": none; "same": what keeps the input's size, the odd one behind; stride 1.
template <std::convertible_to<std::string_view> Name>  // no literal 0
Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, const Name& padding, IntArrayRef dilation = 1,
              int64_t groups = 1) {
  return detail::conv2d_named(input, weight, bias, stride, padding, dilation, groups);
}

}  // namespace pumice
