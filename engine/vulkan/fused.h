// Kernels generated at run time: compiled with shaderc, their SPIR-V kept on disk.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "vulkan/select.h"

namespace pumice::vulkan {

/// Compiles FusedKernels and keeps their code as long as it lives. Thread-safe.
class FusedModules {
 public:
  explicit FusedModules(const Physical& device) : device_(device) {}
  /// Whether this build has a compiler.
  bool available() const;
  /// How a command with a fused kernel runs; internal error when the source does not compile.
  Choice choose(const Command& command);

 private:
  const std::vector<uint32_t>& code(const FusedKernel& kernel);
  const Physical& device_;
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> codes_;
};

}  // namespace pumice::vulkan
