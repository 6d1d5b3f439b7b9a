// Index tensors at some dims of a tensor, checked and brought into one form.
#pragma once

#include "ops/index.h"

namespace pumice {

/// A list of index tensors at a tensor's leading dims (undefined: the whole dim): masks as the
/// positions that hold, int32 as int64, on the tensor's device.
std::vector<Tensor> index_list(const char* op, const Tensor& self,
                               ArrayRef<std::optional<Tensor>> indices);

/// `self` with its indexed dims next to each other: in place where they were, else in front.
struct AdvancedIndex {
  Tensor self;                   ///< no history
  std::vector<Tensor> indices;   ///< int64, one per indexed dim
  std::vector<IndexedDim> dims;  ///< steps as within contiguous indexed dims
  size_t first = 0;              ///< the first indexed dim of self
  DimVector shape;               ///< that the indices broadcast to
  DimVector result;              ///< self's sizes with `shape` in place of the indexed dims
};
/// PyTorch's checks and errors of shapes; `list` as index_list gives it.
AdvancedIndex advanced_index(const char* op, const Tensor& self, const std::vector<Tensor>& list);
/// Those of the values.
void check_in_bounds(const char* op, const AdvancedIndex& a);

/// A view of all of the tensor.
Tensor alias_of(const Tensor& self);

}  // namespace pumice
