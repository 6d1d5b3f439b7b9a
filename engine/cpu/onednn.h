// oneDNN's forms of the dense kernels in float32. What returns bool returns false where the build
// has no oneDNN or it has nothing better than the blocked kernels.
#pragma once

#include "cpu/gemm.h"
#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"
#include "shaders/kernels/matmul.h"

namespace pumice::cpu {

/// Whether onednn_sgemm can run the product, or any block of it.
bool onednn_takes(const Gemm<float>& g);
void onednn_sgemm(const Gemm<float>& g);
/// relu: whether to apply it to y. bias and residual may be null, residual may be y.
bool onednn_conv2d(const kernel::conv2d& p, const float* x, const float* weight, const float* bias,
                   const float* residual, float* y, bool relu);
bool onednn_conv2d_grad_input(const kernel::conv2d_grad_input& p, const float* g,
                              const float* weight, float* dx);
bool onednn_conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const float* x, const float* g,
                               float* dweight);

}  // namespace pumice::cpu
