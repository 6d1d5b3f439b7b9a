// Normalization. libtorch's switches of cuDNN are accepted; they choose nothing here.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Per channel (dim 1) of (N, C, *). Training: batch statistics, and running_mean/var (may be
/// undefined) become (1 - momentum) * running + momentum * batch (unbiased variance). Eval: running
/// statistics. weight and bias (C) may be undefined. Ioffe and Szegedy 2015.
Tensor batch_norm(const Tensor& input, const std::optional<Tensor>& weight,
                  const std::optional<Tensor>& bias, const std::optional<Tensor>& running_mean,
                  const std::optional<Tensor>& running_var, bool training, double momentum,
                  double eps, bool cudnn_enabled = true);
/// Over the last normalized_shape.size() dims; weight and bias of that shape may be undefined.
/// Ba et al. 2016.
Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape,
                  const std::optional<Tensor>& weight = {}, const std::optional<Tensor>& bias = {},
                  double eps = 1e-5, bool cudnn_enable = true);

}  // namespace pumice
