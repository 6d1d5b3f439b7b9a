// Which dtypes PyTorch's kernels refuse, and the names by which its errors call them.
#pragma once

#include <span>

#include "pumice/tensor.h"

namespace pumice {

/// NotImplementedError where PyTorch's kernel of `op` does not take the dtype, as the table in
/// refusals.cpp says; nothing for operators that the table does not have. `shown`: what messages
/// call the operator, where that is not its name there.
void check_dtype(const char* op, ScalarType dtype, const char* shown = nullptr);
inline void check_dtype(const char* op, const Tensor& tensor) {
  check_dtype(op, tensor.scalar_type());
}

/// Whether it would.
bool refuses(const char* op, ScalarType dtype);

/// Whether the parameters of a normalization, of which some are undefined, have another dtype than
/// its input, as PyTorch judges by the first: float ones beside halves. dtype error otherwise.
bool check_mixed(const char* op, const Tensor& input, std::span<const Tensor* const> parameters);

/// That error, whatever the table says the kernel takes.
[[noreturn]] void refuse_dtype(const char* op, ScalarType dtype, const char* shown = nullptr);

}  // namespace pumice
