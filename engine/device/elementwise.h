// The params that all elementwise kernels share, as the planner reads them when it merges kernels.
#pragma once

#include <array>
#include <cstdint>

namespace pumice {

inline constexpr size_t kElementwiseDims = 5, kElementwiseOperands = 4;

/// What the params of unary, unary_grad, binary, compare, where, fill, ... begin with; two values
/// s0, s1 of the compute type follow (8-byte aligned where that has 8 bytes). Operands stand in the
/// order of the kernel's bindings, the result last. Dims stand innermost first; sizes[d] of all but
/// the outermost.
struct ElementwiseParams {
  uint32_t n = 0, rank = 0;
  std::array<uint32_t, kElementwiseDims - 1> sizes{};
  std::array<uint32_t, kElementwiseDims * kElementwiseOperands> strides{};

  uint32_t stride(size_t operand, size_t dim) const {
    return strides[operand * kElementwiseDims + dim];
  }
};
static_assert(sizeof(ElementwiseParams) == 104);

}  // namespace pumice
