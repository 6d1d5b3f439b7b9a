// Which compiled shaders this device can run.
#pragma once

#include <string_view>
#include <vector>

#include "vulkan/physical.h"
#include "vulkan/spirv_table.h"

namespace pumice::vulkan {

/// Ids of specialization constants (shaders/prelude/glsl.h): a kernel's own from 0, the group's
/// size, tunes.
inline constexpr uint32_t kLocalSizeId = 8, kFirstTuneId = 16;
inline constexpr size_t kMaxTunes = 8;

/// The capabilities that a module's code declares, by SPIR-V's numbers.
std::vector<uint32_t> capabilities_of(std::span<const uint32_t> code);
/// Whether each of them is enabled on the device.
bool runs_on(const Physical& device, std::span<const uint32_t> capabilities);

/// The modules that a device can run, by kernel.
class Modules {
 public:
  explicit Modules(const Physical& device);
  /// The kernel's file itself (the portable form of a dense kernel); null when the device lacks it.
  const SpirvModule* find(const KernelInfo& kernel, ScalarType t, ScalarType u) const;
  /// A named form of it.
  const SpirvModule* find(const KernelInfo& kernel, ScalarType t, ScalarType u,
                          std::string_view implementation) const;

 private:
  std::vector<std::vector<const SpirvModule*>> by_kernel_;
};

}  // namespace pumice::vulkan
