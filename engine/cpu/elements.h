// How elementwise kernels reach views and half types on the CPU: such kernels are compiled for
// contiguous operands of full-width types alone, and blocks of everything else are brought to that.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace pumice {

struct CpuArgs;
using CpuKernel = void (*)(const CpuArgs&, uint32_t begin, uint32_t end);

namespace cpu {

/// How an operand's elements lie in memory.
struct ElementsOperand {
  enum Half : uint8_t { none, f16, bf16 };
  uint8_t bytes;  ///< of an element
  Half half;      ///< the kernel sees a float
  bool reads, writes;
};

/// An elementwise kernel and its operands, the result last; the params begin with n, rank, sizes
/// and strides (engine/ops/elements.h).
struct Elements {
  CpuKernel code;
  bool contiguous;  ///< all operands are
  bool moves;       ///< the code would copy one operand into the other unchanged
  uint32_t count, dims;
  ElementsOperand operands[8];
};

/// Runs groups begin..end; compiled per instruction set.
using RunElements = void (*)(const Elements& elements, const CpuArgs& args, uint32_t begin,
                             uint32_t end);

}  // namespace cpu
}  // namespace pumice
