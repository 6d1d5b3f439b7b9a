// Finding and running the CPU's compiled kernels.
#pragma once

#include <string_view>

#include "cpu/kernel_table.h"
#include "device/backend.h"

namespace pumice::cpu {

/// The highest of the compiled sets, lowest first, that `runs` accepts and that is not above
/// `wish`; where all that run are above it, the lowest of these.
const CpuLevel& choose_level(std::span<const CpuLevel> levels, const char* wish,
                             bool (*runs)(std::string_view));

/// The best compiled set this processor runs; PUMICE_CPU_LEVEL=baseline|v3|v4 asks for a lower one.
const CpuLevel& best_level();

/// The compiled form of a variant, null when it was not built.
CpuKernel find_kernel(const CpuLevel& level, const KernelInfo& info, const Variant& variant);

/// Runs all groups of a command, on several threads where that pays.
void run_kernel(CpuKernel kernel, const Command& command);

}  // namespace pumice::cpu
