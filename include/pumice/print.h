// Printing tensors as libtorch does.
#pragma once

#include <iosfwd>

#include "pumice/tensor.h"

namespace pumice {

/// Elements in lines of about line_width characters, then dtype and shape: what operator<< writes
/// with 80.
std::ostream& print(std::ostream& out, const Tensor& tensor, int64_t line_width);
/// The same on standard output.
void print(const Tensor& tensor, int64_t line_width = 80);

}  // namespace pumice
