// Convolution.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Cross-correlation: (N, C, H, W) or (C, H, W), weight (O, C/groups, kH, kW), bias (O) or
/// undefined. stride, padding, dilation: one value or (h, w) (torch.nn.functional.conv2d).
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias = {},
              IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1,
              int64_t groups = 1);

}  // namespace pumice
