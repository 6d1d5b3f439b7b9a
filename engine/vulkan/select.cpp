// Which form of a kernel runs a command, with how large groups.
#include "vulkan/select.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "base/error.h"

namespace pumice::vulkan {

bool runs_groups_in_turn(const Physical& device) {
  const char* value = std::getenv("PUMICE_GPU_POLICY");
  return device.is_software() && !(value && *value == '1');
}

uint32_t group_size(const Physical& device, uint32_t width) {
  const uint32_t subgroup = std::max(device.properties.subgroup_size, 1u);
  // A software driver runs a group's subgroups one after the other and switches between them at
  // each barrier: one subgroup per group has neither cost.
  if (runs_groups_in_turn(device)) return subgroup;
  const uint32_t most = std::min({256u, device.limits.maxComputeWorkGroupInvocations,
                                  device.limits.maxComputeWorkGroupSize[0]});
  return std::clamp(std::bit_ceil(std::max(width, 1u)), std::min(subgroup, most),
                    std::bit_floor(most));
}

Selector::Selector(const Physical& device, const Modules& modules)
    : device_(device), modules_(modules), folder_(ShaderFolder::of_environment(device)) {}

Choice Selector::choose(const Command& command) const {
  const KernelInfo& kernel = *command.kernel;
  const SpirvModule* module = modules_.find(kernel, command.variant.t, command.variant.u);
  check(module, ErrorKind::unsupported, "{}: no form for {} runs on {}", kernel.name,
        dtype_name(command.variant.t), device_.properties.name);
  Choice choice{.module = module,
                .spec = command.variant.spec,
                .spec_count = static_cast<uint32_t>(kernel.spec.size()),
                .local_size = group_size(device_, command.width),
                .groups = command.groups,
                .name = kernel.name};
  for (const Tune& tune : module->tunes) choice.tunes[choice.tune_count++] = tune.value;
  if (kernel.dense) choose_dense(command, choice);
  if (folder_) choice.code = folder_->code(*choice.module);
  return choice;
}

}  // namespace pumice::vulkan
