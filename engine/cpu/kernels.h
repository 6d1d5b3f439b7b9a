// Finding and running the CPU's compiled kernels.
#pragma once

#include "cpu/kernel_table.h"
#include "device/backend.h"

namespace pumice::cpu {

/// The best compiled set this processor runs; PUMICE_CPU_LEVEL=baseline|v3|v4 asks for a lower one.
const CpuLevel& best_level();

/// The compiled form of a variant, null when it was not built.
CpuKernel find_kernel(const CpuLevel& level, const KernelInfo& info, const Variant& variant);

/// Runs all groups of a command, on several threads where that pays.
void run_kernel(CpuKernel kernel, const Command& command);

}  // namespace pumice::cpu
