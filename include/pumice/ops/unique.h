// Distinct elements and counts. Their number depends on the data, so all but histc wait for the
// device; inside a capture that is an error. Not differentiable.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// (distinct elements in order, for each element its place among them, how often each occurs); what
/// is not asked for is empty. Every NaN is distinct (torch.unique).
std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& self, bool sorted = true,
                                            bool return_inverse = false,
                                            bool return_counts = false);
/// The first two of _unique2.
std::tuple<Tensor, Tensor> _unique(const Tensor& self, bool sorted = true,
                                   bool return_inverse = false);
/// The same for the slices along dim, in lexicographic order.
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& self, int64_t dim, bool sorted = true,
                                              bool return_inverse = false,
                                              bool return_counts = false);
/// Only neighbours are compared, in the order in which they stand; of the flattened tensor without
/// dim (torch.unique_consecutive).
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self,
                                                      bool return_inverse = false,
                                                      bool return_counts = false,
                                                      std::optional<int64_t> dim = {});
std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& self, int64_t dim,
                                                          bool return_inverse = false,
                                                          bool return_counts = false);
/// How many elements fall in each of `bins` equal parts of [min, max], or of the elements' range
/// where both are equal; dtype of self, which is floating (torch.histc).
Tensor histc(const Tensor& self, int64_t bins = 100, Scalar min = 0, Scalar max = 0);
/// How often each number occurs in a 1-dim integer tensor, or the sums of their weights; at least
/// `minlength` elements; int64, with weights float32 or float64 (torch.bincount).
Tensor bincount(const Tensor& self, const std::optional<Tensor>& weights = {},
                int64_t minlength = 0);

}  // namespace pumice
