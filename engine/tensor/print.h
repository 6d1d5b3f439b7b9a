// Names of tensors and sizes in PyTorch's notation.
#pragma once

#include <string>

#include "pumice/tensor.h"

namespace pumice {

/// "CPUFloatType".
std::string type_name(const Tensor& tensor);
/// "[2, 3]".
std::string list_str(IntArrayRef values);

}  // namespace pumice
