// Turning Commands into a command buffer.
#include "vulkan/recorder.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "vulkan/check.h"

namespace pumice::vulkan {
namespace {

constexpr VkPipelineStageFlagBits kKernels = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;

size_t element_bytes(const Command& command, size_t binding) {
  if (command.fused) return element_size(command.fused->elements[binding]);
  switch (command.kernel->bindings[binding].elem) {
    case Elem::T:
      return element_size(command.variant.t);
    case Elem::U:
      return element_size(command.variant.u);
    case Elem::C:
      return element_size(command.variant.t) == 8 ? 8 : 4;
    case Elem::index:
      return 8;
    case Elem::boolean:
      return 1;
    default:
      return 4;
  }
}

const char* name_of(const Command& command) {
  return command.fused ? "fused" : command.kernel->name;
}

void raise(std::atomic<uint64_t>& to, uint64_t value) {
  uint64_t now = to.load();
  while (now < value && !to.compare_exchange_weak(now, value)) {
  }
}

}  // namespace

void mark_used(const Command& command, uint64_t value) {
  for (size_t i = 0; i < command.binding_count; ++i) {
    auto* memory = static_cast<VulkanMemory*>(command.bindings[i].memory);
    raise(memory->used, value);
    if (command.fused || command.kernel->bindings[i].access != Access::read)
      raise(memory->written, value);
  }
}

void Recorder::barrier(VkCommandBuffer buffer, VkPipelineStageFlags from,
                       VkPipelineStageFlags to) const {
  const VkMemoryBarrier memory{
      .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
      .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
      .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT};
  device_.fn().vkCmdPipelineBarrier(buffer, from, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

void Recorder::bind(VkCommandBuffer buffer, const Command& command, DescriptorArena& sets) const {
  const VkPhysicalDeviceLimits& limits = device_.physical().limits;
  const uint64_t alignment = limits.minStorageBufferOffsetAlignment;
  const uint32_t count = command.binding_count;
  std::array<VkDescriptorBufferInfo, kMaxBindings> infos;
  std::array<VkWriteDescriptorSet, kMaxBindings> writes;
  alignas(8) std::array<std::byte, kPushBytes> push{};
  for (uint32_t i = 0; i < count; ++i) {
    const Command::Range& range = command.bindings[i];
    check(range.memory, ErrorKind::internal, "{}: binding {} has no memory", name_of(command), i);
    const Buffer& memory = static_cast<VulkanMemory*>(range.memory)->buffer();
    const uint64_t skipped = range.offset % alignment;
    const uint64_t bytes = (std::max<uint64_t>(range.bytes, 1) + skipped + 3) / 4 * 4;
    check(bytes <= limits.maxStorageBufferRange, ErrorKind::unsupported,
          "{}: operand {} takes {} bytes, {} binds at most {} at once", name_of(command), i, bytes,
          device_.physical().properties.name, limits.maxStorageBufferRange);
    check(range.offset - skipped + bytes <= memory.bytes, ErrorKind::internal,
          "{}: operand {} ends behind its memory", name_of(command), i);
    push[i] = static_cast<std::byte>(skipped / element_bytes(command, i));
    infos[i] = {memory.handle, range.offset - skipped, bytes};
    writes[i] = {.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
                 .dstBinding = i,
                 .descriptorCount = 1,
                 .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                 .pBufferInfo = &infos[i]};
  }
  std::memcpy(push.data() + kOffsetBytes, command.params.data(), kMaxParamBytes);
  const auto& fn = device_.fn();
  const VkPipelineLayout layout = layouts_.pipeline(count);
  if (count) {
    const VkDescriptorSet set = sets.take(layouts_, count);
    for (uint32_t i = 0; i < count; ++i) writes[i].dstSet = set;
    fn.vkUpdateDescriptorSets(device_.handle(), count, writes.data(), 0, nullptr);
    fn.vkCmdBindDescriptorSets(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0,
                               nullptr);
  }
  fn.vkCmdPushConstants(buffer, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, kPushBytes, push.data());
}

void Recorder::dispatch(VkCommandBuffer buffer, uint32_t groups) const {
  // Kernels flatten the two dimensions and guard against the surplus.
  const uint32_t most = device_.physical().limits.maxComputeWorkGroupCount[0];
  const uint32_t rows = (groups + most - 1) / most;
  device_.fn().vkCmdDispatch(buffer, (groups + rows - 1) / rows, rows, 1);
}

uint32_t Recorder::encode(VkCommandBuffer buffer, const Prepared& batch, DescriptorArena& sets,
                          const TimestampQueries* times) const {
  const auto& fn = device_.fn();
  VkPipeline bound = VK_NULL_HANDLE;
  uint32_t barriers = 0;
  if (times) fn.vkCmdResetQueryPool(buffer, times->pool, 0, times->count);
  for (size_t i = 0; i < batch.commands.size(); ++i) {
    const Command& command = batch.commands[i];
    const uint32_t groups = batch.requests[i].choice.groups;
    if (command.barrier_before && i > 0) {
      barrier(buffer, kKernels, kKernels);
      ++barriers;
    }
    if (groups == 0) continue;
    if (batch.pipelines[i] != bound) {
      bound = batch.pipelines[i];
      fn.vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, bound);
    }
    bind(buffer, command, sets);
    const auto query = static_cast<uint32_t>(2 * i);
    if (times) fn.vkCmdWriteTimestamp(buffer, kKernels, times->pool, query);
    dispatch(buffer, groups);
    if (times) fn.vkCmdWriteTimestamp(buffer, kKernels, times->pool, query + 1);
  }
  barrier(buffer, kKernels, kKernels | VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_HOST_BIT);
  return barriers;
}

}  // namespace pumice::vulkan
