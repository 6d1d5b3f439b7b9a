// What the scatter operators share.
#pragma once

#include "base/error.h"
#include "pumice/tensor.h"

namespace pumice {

/// PyTorch's checks of scatter (src null: a number) and its kin but for the index's values; gives
/// dim counted from the front.
int64_t check_scatter(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                      const Tensor* src);
/// Those of the values.
void check_scattered(const char* op, const Tensor& self, int64_t dim, const Tensor& index);
/// The gradient at src's elements that an index has named, with zeros up to src's sizes.
Tensor with_gaps(const Tensor& grad, IntArrayRef sizes);

}  // namespace pumice
