// Losses.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// at::Reduction's values.
namespace Reduction {
enum Reduction : int64_t { None, Mean, Sum };
}

/// self (N, C, d...) or (C): log-probabilities; target int64 (N, d...) or (); weight (C) or
/// undefined. index error for a target outside [0, C) that is not ignore_index, found on CPU
/// tensors at the call.
Tensor nll_loss(const Tensor& self, const Tensor& target, const std::optional<Tensor>& weight = {},
                int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
/// Logits against class indices (int64) or class probabilities (floating, the logits' shape).
Tensor cross_entropy_loss(const Tensor& self, const Tensor& target,
                          const std::optional<Tensor>& weight = {},
                          int64_t reduction = Reduction::Mean, int64_t ignore_index = -100,
                          double label_smoothing = 0.0);
Tensor mse_loss(const Tensor& self, const Tensor& target, int64_t reduction = Reduction::Mean);

}  // namespace pumice
