// The CPU's compiled kernels, as generated code provides them.
#pragma once
#include <stdint.h>

#include <span>

#include "cpu/elements.h"
#include "cpu/gemm.h"

namespace pumice {

/// What a compiled kernel is called with: host addresses, packed params, specialization values.
struct CpuArgs {
  void* bindings[8];
  const void* params;
  const uint16_t* spec;
};
/// Runs groups begin..end of a kernel.
using CpuKernel = void (*)(const CpuArgs&, uint32_t begin, uint32_t end);

/// Every kernel compiled for one instruction set: by kernel id, then variant (types, then spec
/// values with the last one fastest; dense kernels have types alone). Elementwise kernels, whose
/// last constant is LAYOUT, have null where operands are views or halves (cpu/elements.h).
struct CpuLevel {
  const char* name;  ///< "baseline", "v3" (AVX2), "v4" (AVX-512)
  const CpuKernel* const* kernels;
  const cpu::GemmKernels* gemm;
  cpu::RunElements elements;
};
/// Lowest first.
std::span<const CpuLevel> cpu_levels();

}  // namespace pumice
