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

/// A variant of a kernel as the CPU runs it: compiled code, reached by blocks where an elementwise
/// kernel's operands are views or halves.
class Runnable {
 public:
  /// The variant at an instruction set; false when it was not built.
  Runnable(const CpuLevel& level, const KernelInfo& info, const Variant& variant);
  explicit operator bool() const { return code_ != nullptr; }

  /// Runs groups begin..end on the calling thread.
  void operator()(const CpuArgs& args, uint32_t begin, uint32_t end) const {
    if (by_blocks_)
      by_blocks_(elements_, args, begin, end);
    else
      code_(args, begin, end);
  }

 private:
  void go_by_blocks(const CpuLevel& level, const KernelInfo& info, const Variant& variant);

  CpuKernel code_ = nullptr;
  RunElements by_blocks_ = nullptr;
  Elements elements_;
};

/// Runs all groups of a command, on several threads where that pays.
void run_kernel(const Runnable& kernel, const Command& command);

}  // namespace pumice::cpu
