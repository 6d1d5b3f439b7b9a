// Sorting along a dim, below autograd.
#pragma once

#include <utility>

#include "pumice/tensor.h"

namespace pumice {

/// (keys sorted along dim, their int64 places before), contiguous, without history. Stable: equal
/// keys keep their order. NaN counts as the greatest. Any dtype; dim is not negative.
std::pair<Tensor, Tensor> sort_keys(const Tensor& keys, int64_t dim, bool descending = false);

/// Of what sort_keys gives, `count` elements from the first-th on.
std::pair<Tensor, Tensor> ordered_keys(const Tensor& keys, int64_t dim, int64_t first,
                                       int64_t count, bool descending);

/// `values`, picked from self along dim by `indices` of their shape (without dim unless keepdim),
/// as the result of a node that takes gradients back there; added up where an index may come again.
Tensor record_selection(const char* node, const Tensor& self, int64_t dim, const Tensor& values,
                        const Tensor& indices, bool keepdim, bool again = false);

}  // namespace pumice
