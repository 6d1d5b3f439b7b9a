// Which form of a kernel runs a command, with how large groups.
#pragma once

#include "device/backend.h"
#include "vulkan/modules.h"
#include "vulkan/shader_folder.h"

namespace pumice::vulkan {

/// What a pipeline is made from, and how many groups of it run.
struct Choice {
  const SpirvModule* module = nullptr;  ///< null for fused kernels
  std::span<const uint32_t> code;       ///< compiled at run time; empty: the module's own
  std::array<uint16_t, kMaxSpec> spec{};
  uint32_t spec_count = 0, local_size = 1, groups = 0;
  std::array<uint32_t, kMaxTunes> tunes{};
  uint32_t tune_count = 0;
  bool whole_subgroups = false;  ///< of the size that the device reports
  const char* name = "";
};

/// Whether the device is a processor that takes subgroups one after the other. PUMICE_GPU_POLICY=1
/// denies it, so that what GPUs run is tested on software drivers.
bool runs_groups_in_turn(const Physical& device);

/// Group size for a kernel whose groups can use `width` lanes. The one place of that policy.
uint32_t group_size(const Physical& device, uint32_t width);

/// Chooses; unsupported error when no form of the kernel runs on the device.
class Selector {
 public:
  Selector(const Physical& device, const Modules& modules);
  Choice choose(const Command& command) const;

 private:
  /// Changes the choice to a tuned form of a dense kernel, where one fits.
  bool choose_dense(const Command& command, Choice& choice) const;
  bool choose_lanes(const Command& command, Choice& choice) const;
  bool choose_shared(const Command& command, Choice& choice) const;
  bool choose_matrix(const Command& command, Choice& choice) const;
  const Physical& device_;
  const Modules& modules_;
  std::unique_ptr<ShaderFolder> folder_;  ///< null unless PUMICE_SHADERS names one
};

}  // namespace pumice::vulkan
