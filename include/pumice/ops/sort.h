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

/// Where each value would go in the sorted last dim of sorted_sequence, int64 or int32: before
/// equal elements, after them where `right`, or side "right", says so. (n) and any values, or
/// shapes that agree but for the last dim; `sorter`, int64, orders a sequence that is not sorted.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool out_int32 = false,
                    bool right = false, std::optional<std::string_view> side = {},
                    const std::optional<Tensor>& sorter = {});
Tensor searchsorted(const Tensor& sorted_sequence, Scalar self, bool out_int32 = false,
                    bool right = false, std::optional<std::string_view> side = {},
                    const std::optional<Tensor>& sorter = {});
/// The same with sorted boundaries (n).
Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool out_int32 = false,
                 bool right = false);
Tensor bucketize(Scalar self, const Tensor& boundaries, bool out_int32 = false, bool right = false);
/// Whether each element occurs among test_elements, or does not where inverted: bool, as elements.
Tensor isin(const Tensor& elements, const Tensor& test_elements, bool assume_unique = false,
            bool invert = false);
Tensor isin(const Tensor& elements, Scalar test_element, bool assume_unique = false,
            bool invert = false);
Tensor isin(Scalar element, const Tensor& test_elements, bool assume_unique = false,
            bool invert = false);

}  // namespace pumice
