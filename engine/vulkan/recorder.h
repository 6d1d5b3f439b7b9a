// Turning Commands into a command buffer.
#pragma once

#include "vulkan/memory.h"
#include "vulkan/pipelines.h"

namespace pumice::vulkan {

/// Commands whose pipelines exist.
struct Prepared {
  std::span<const Command> commands;
  std::vector<Pipelines::Request> requests;
  std::vector<VkPipeline> pipelines;
};

/// Two timestamps per command, in the order of the commands.
struct TimestampQueries {
  VkQueryPool pool = VK_NULL_HANDLE;
  uint32_t count = 0;
};

/// Encodes commands for one logical device. Holds no state between calls.
class Recorder {
 public:
  Recorder(const LogicalDevice& device, const Layouts& layouts)
      : device_(device), layouts_(layouts) {}
  /// Writes the batch, with a barrier behind it that makes its writes visible to later work and to
  /// the host. Returns the number of barriers.
  uint32_t encode(VkCommandBuffer buffer, const Prepared& batch, DescriptorArena& sets,
                  const TimestampQueries* times) const;
  /// Orders transfers and kernels before what follows.
  void barrier(VkCommandBuffer buffer, VkPipelineStageFlags from, VkPipelineStageFlags to) const;

 private:
  void bind(VkCommandBuffer buffer, const Command& command, DescriptorArena& sets) const;
  void dispatch(VkCommandBuffer buffer, uint32_t groups) const;
  const LogicalDevice& device_;
  const Layouts& layouts_;
};

/// Notes in the memories that a command touches that work up to `value` does so.
void mark_used(const Command& command, uint64_t value);

}  // namespace pumice::vulkan
