// Sorting and selecting by order along a dim. NaN counts as the greatest number; values pass
// gradients on to the elements they came from.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// (values, int64 indices) in order along dim; equal elements keep theirs. Any dtype (torch.sort).
std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim = -1, bool descending = false);
/// Stable whatever `stable` says.
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool> stable, int64_t dim = -1,
                                bool descending = false);
/// The indices alone.
Tensor argsort(const Tensor& self, int64_t dim = -1, bool descending = false);
Tensor argsort(const Tensor& self, bool stable, int64_t dim, bool descending);
/// sort's values along the first dim.
Tensor msort(const Tensor& self);
/// (values, indices) of the k largest or smallest along dim, in order whether asked for or not;
/// index error when k is out of range.
std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim = -1,
                                bool largest = true, bool sorted = true);
/// (value, index) of the k-th smallest, counted from 1; index error when k is out of range.
std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k, int64_t dim = -1,
                                    bool keepdim = false);

}  // namespace pumice
