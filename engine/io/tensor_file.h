// Files of tensors by name, whoever wrote them.
#pragma once

#include "pumice/io/safetensors.h"

namespace pumice::io {

/// load_safetensors, or load_pt where the file begins like one of PyTorch's.
std::map<std::string, Tensor> load_tensors(const std::string& path, Metadata* metadata = nullptr);
std::map<std::string, Tensor> load_tensors(std::istream& stream, Metadata* metadata = nullptr);

}  // namespace pumice::io
