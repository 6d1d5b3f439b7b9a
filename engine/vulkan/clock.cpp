// Comparing the device's clock with the host's.
#include <chrono>

#include "vulkan/check.h"
#include "vulkan/frames.h"

namespace pumice::vulkan {

void LogicalDevice::calibrate() {
  clock_.period = physical_.limits.timestampPeriod;
  if (physical_.timestamp_bits == 0) return;
  const VkQueryPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
                                   .queryType = VK_QUERY_TYPE_TIMESTAMP,
                                   .queryCount = 1};
  VkQueryPool queries = VK_NULL_HANDLE;
  VkCommandPool pool = VK_NULL_HANDLE;
  const VkCommandPoolCreateInfo pool_info{.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                          .queueFamilyIndex = physical_.queue_family};
  const auto run = [&] {
    require(fn_.vkCreateQueryPool(handle_, &info, nullptr, &queries), "vkCreateQueryPool");
    require(fn_.vkCreateCommandPool(handle_, &pool_info, nullptr, &pool), "vkCreateCommandPool");
    const VkCommandBufferAllocateInfo wish{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
                                           .commandPool = pool,
                                           .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
                                           .commandBufferCount = 1};
    VkCommandBuffer buffer;
    require(fn_.vkAllocateCommandBuffers(handle_, &wish, &buffer), "vkAllocateCommandBuffers");
    const VkCommandBufferBeginInfo begin{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    require(fn_.vkBeginCommandBuffer(buffer, &begin), "vkBeginCommandBuffer");
    fn_.vkCmdResetQueryPool(buffer, queries, 0, 1);
    fn_.vkCmdWriteTimestamp(buffer, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, queries, 0);
    require(fn_.vkEndCommandBuffer(buffer), "vkEndCommandBuffer");
    wait(submit({&buffer, 1}));
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    require(fn_.vkGetQueryPoolResults(handle_, queries, 0, 1, sizeof clock_.ticks, &clock_.ticks,
                                      sizeof clock_.ticks, VK_QUERY_RESULT_64_BIT),
            "vkGetQueryPoolResults");
    clock_.nanoseconds =
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
  };
  try {
    run();
  } catch (...) {
    fn_.vkDestroyCommandPool(handle_, pool, nullptr);
    fn_.vkDestroyQueryPool(handle_, queries, nullptr);
    throw;
  }
  fn_.vkDestroyCommandPool(handle_, pool, nullptr);
  fn_.vkDestroyQueryPool(handle_, queries, nullptr);
}

}  // namespace pumice::vulkan
