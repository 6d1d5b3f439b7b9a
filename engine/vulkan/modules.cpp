// Which compiled shaders this device can run.
#include "vulkan/modules.h"

#include <algorithm>

namespace pumice::vulkan {
namespace {

constexpr uint32_t kOpCapability = 17, kHeaderWords = 5;

/// Capabilities by SPIR-V's numbers.
bool has_capability(const Physical& p, uint32_t capability) {
  const Features& f = p.features;
  const auto subgroup = [&p](VkSubgroupFeatureFlags flags) {
    return (p.subgroup_operations & flags) == flags;
  };
  switch (capability) {
    case 0:  // Matrix
    case 1:  // Shader
      return true;
    case 9:
      return f.float16;
    case 10:
      return f.float64;
    case 11:
      return f.int64;
    case 22:
      return f.int16;
    case 39:
      return f.int8;
    case 61:
      return subgroup(VK_SUBGROUP_FEATURE_BASIC_BIT);
    case 62:
      return subgroup(VK_SUBGROUP_FEATURE_VOTE_BIT);
    case 63:
      return subgroup(VK_SUBGROUP_FEATURE_ARITHMETIC_BIT);
    case 64:
      return subgroup(VK_SUBGROUP_FEATURE_BALLOT_BIT);
    case 65:
      return subgroup(VK_SUBGROUP_FEATURE_SHUFFLE_BIT);
    case 66:
      return subgroup(VK_SUBGROUP_FEATURE_SHUFFLE_RELATIVE_BIT);
    case 67:
      return subgroup(VK_SUBGROUP_FEATURE_CLUSTERED_BIT);
    case 68:
      return subgroup(VK_SUBGROUP_FEATURE_QUAD_BIT);
    case 4433:
      return f.storage16;  // StorageBuffer16BitAccess
    case 4448:
      return f.storage8;  // StorageBuffer8BitAccess
    case 5345:
      return f.memory_model;
    case 6022:
      return f.cooperative_matrix;
    case 6033:
      return f.float_atomics;
    default:
      return false;
  }
}

}  // namespace

std::vector<uint32_t> capabilities_of(std::span<const uint32_t> code) {
  std::vector<uint32_t> found;
  for (size_t at = kHeaderWords; at + 1 < code.size() && (code[at] & 0xffff) == kOpCapability;
       at += code[at] >> 16)
    found.push_back(code[at + 1]);
  return found;
}

bool runs_on(const Physical& device, std::span<const uint32_t> capabilities) {
  return std::ranges::all_of(capabilities, [&](uint32_t c) { return has_capability(device, c); });
}

Modules::Modules(const Physical& device) {
  // The table names native forms before those that emulate 8-bit elements or int64, so that
  // find() meets it first where both run.
  for (const SpirvModule& module : spirv_table()) {
    if (by_kernel_.size() <= module.kernel->id) by_kernel_.resize(module.kernel->id + 1);
    if (runs_on(device, module.capabilities)) by_kernel_[module.kernel->id].push_back(&module);
  }
}

const SpirvModule* Modules::find(const KernelInfo& kernel, ScalarType t, ScalarType u) const {
  return find(kernel, t, u, kernel.name);
}

const SpirvModule* Modules::find(const KernelInfo& kernel, ScalarType t, ScalarType u,
                                 std::string_view implementation) const {
  if (kernel.id >= by_kernel_.size()) return nullptr;
  for (const SpirvModule* m : by_kernel_[kernel.id])
    if (m->t == t && m->u == u && m->implementation == implementation) return m;
  return nullptr;
}

}  // namespace pumice::vulkan
