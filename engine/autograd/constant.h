// Gradients by what a result does not change with.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// dx, whose gradient by x is zero rather than absent, as PyTorch has it of derivatives that only
/// select by x. Where x has a history; `node` is the name of PyTorch's node.
Tensor constant_in(const Tensor& x, Tensor dx, const char* node);

/// Stands for x in constant_in: where it comes from, without its elements.
Tensor history_of(const Tensor& x);

}  // namespace pumice
