// Names of tensors and sizes in PyTorch's notation.
#pragma once

#include "base/error.h"
#include "pumice/tensor.h"

namespace pumice {

/// "CPUFloatType".
std::string write_type(const Tensor& tensor);
inline Shown<write_type, const Tensor&> type_name(const Tensor& tensor) { return {tensor}; }
/// "[2, 3]".
std::string write_list(IntArrayRef values);
inline Shown<write_list, IntArrayRef> list_str(IntArrayRef values) { return {values}; }

}  // namespace pumice
