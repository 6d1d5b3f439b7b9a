// IDX files, the format of the MNIST family.
#pragma once

#include <string>

#include "pumice/tensor.h"

namespace pumice::data {

/// The uint8 array of an IDX file, on the CPU. The file is not trusted: magic number, dims and size
/// are checked before anything is made. format error.
Tensor read_idx(const std::string& path);

}  // namespace pumice::data
