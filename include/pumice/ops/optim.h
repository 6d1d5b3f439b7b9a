// The steps of optimizers, each one fused kernel over a parameter.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

// In place on contiguous floating tensors of one shape and dtype; never recorded for autograd.
// lr and step are 0-dim, float64 for a float64 param and float32 else, and live on param's device,
// so that a captured step follows them. step counts this step: 1 at the first.

/// torch.optim.SGD. momentum_buffer: undefined exactly when momentum is 0; at step 1 it becomes the
/// gradient, whatever it held. Sutskever et al. 2013 for nesterov.
void sgd_step_(const Tensor& param, const Tensor& grad, const Tensor& momentum_buffer,
               const Tensor& lr, const Tensor& step, double momentum = 0, double dampening = 0,
               double weight_decay = 0, bool nesterov = false);

/// torch.optim.Adam, or AdamW where the weight decay is `decoupled`. max_exp_avg_sq: undefined
/// without AMSGrad. The bias corrections 1 - beta^step are exact for small steps (expm1). Kingma
/// and Ba 2015, Reddi et al. 2018, Loshchilov and Hutter 2019.
void adam_step_(const Tensor& param, const Tensor& grad, const Tensor& exp_avg,
                const Tensor& exp_avg_sq, const Tensor& max_exp_avg_sq, const Tensor& lr,
                const Tensor& step, double beta1, double beta2, double eps, double weight_decay = 0,
                bool decoupled = false);

}  // namespace pumice
