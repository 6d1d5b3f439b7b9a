// Device memory: blocks from VMA, freed once the device is done with them.
#include "vulkan/memory.h"

#include <algorithm>

#include "base/error.h"
#include "vulkan/check.h"

namespace pumice::vulkan {

void VKAPI_PTR Allocator::on_allocate(VmaAllocator, uint32_t, VkDeviceMemory, VkDeviceSize bytes,
                                      void* self) {
  if (Statistics* stats = static_cast<Allocator*>(self)->stats_.load()) {
    std::atomic_ref(stats->allocations).fetch_add(1);
    std::atomic_ref(stats->allocated_bytes).fetch_add(bytes);
  }
}

void VKAPI_PTR Allocator::on_free(VmaAllocator, uint32_t, VkDeviceMemory, VkDeviceSize bytes,
                                  void* self) {
  if (Statistics* stats = static_cast<Allocator*>(self)->stats_.load())
    std::atomic_ref(stats->allocated_bytes).fetch_sub(bytes);
}

Allocator::Allocator(std::shared_ptr<LogicalDevice> device)
    : device_(std::move(device)), unified_(device_->physical().unified_memory()) {
  const VmaVulkanFunctions functions{.vkGetInstanceProcAddr = vkGetInstanceProcAddr,
                                     .vkGetDeviceProcAddr = vkGetDeviceProcAddr};
  const VmaDeviceMemoryCallbacks callbacks{
      .pfnAllocate = on_allocate, .pfnFree = on_free, .pUserData = this};
  // A software driver's memory is the machine's: what its heap says is the limit.
  VkDeviceSize limits[VK_MAX_MEMORY_HEAPS];
  const auto& memory = device_->physical().memory;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
    limits[i] = device_->physical().is_software() ? memory.memoryHeaps[i].size : VK_WHOLE_SIZE;
  const VmaAllocatorCreateInfo info{.physicalDevice = device_->physical().handle,
                                    .device = device_->handle(),
                                    .preferredLargeHeapBlockSize = VkDeviceSize{64} << 20,
                                    .pDeviceMemoryCallbacks = &callbacks,
                                    .pHeapSizeLimit = limits,
                                    .pVulkanFunctions = &functions,
                                    .instance = device_->instance().handle(),
                                    .vulkanApiVersion = VK_API_VERSION_1_2};
  require(vmaCreateAllocator(&info, &allocator_), "vmaCreateAllocator");
}

Allocator::~Allocator() {
  for (auto& [buffer, value] : dying_) {
    device_->fn().vkDeviceWaitIdle(device_->handle());
    destroy(buffer);
  }
  vmaDestroyAllocator(allocator_);
}

VkResult Allocator::create_once(uint64_t bytes, Use use, Buffer& buffer) {
  VkBufferCreateInfo info{
      .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
      .size = bytes,
      .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT};
  VmaAllocationCreateInfo wish{.usage = VMA_MEMORY_USAGE_UNKNOWN};
  const VkMemoryPropertyFlags host =
      VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  if (use == Use::device || use == Use::shared) info.usage |= VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
  if (use == Use::device) {
    wish.requiredFlags = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    if (unified_) wish.preferredFlags = host | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
  } else {
    wish.requiredFlags = host;
    if (use != Use::upload) wish.preferredFlags = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
  }
  if (use != Use::device || unified_) wish.flags = VMA_ALLOCATION_CREATE_MAPPED_BIT;
  VmaAllocationInfo got;
  const VkResult result =
      vmaCreateBuffer(allocator_, &info, &wish, &buffer.handle, &buffer.allocation, &got);
  if (result != VK_SUCCESS) return result;
  VkMemoryPropertyFlags flags = 0;
  vmaGetAllocationMemoryProperties(allocator_, buffer.allocation, &flags);
  if ((flags & host) == host) buffer.mapped = static_cast<std::byte*>(got.pMappedData);
  buffer.cached = buffer.mapped && (flags & VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
  buffer.bytes = bytes;
  return VK_SUCCESS;
}

Buffer Allocator::create(uint64_t bytes, Use use) {
  collect();
  const uint64_t limit = device_->physical().max_allocation;
  check(bytes <= limit, ErrorKind::memory,
        "vulkan: {} bytes are more than {} gives in one allocation ({} bytes)", bytes,
        device_->physical().properties.name, limit);
  // Kernels read 8-bit elements as words, and drivers prefetch: the end is padded.
  const uint64_t padded = std::min((std::max<uint64_t>(bytes, 1) + 63) / 64 * 64, limit);
  const auto out_of_memory = [](VkResult r) {
    return r == VK_ERROR_OUT_OF_DEVICE_MEMORY || r == VK_ERROR_OUT_OF_HOST_MEMORY;
  };
  Buffer buffer;
  VkResult result = create_once(padded, use, buffer);
  if (out_of_memory(result)) {  // what is dying may be enough
    device_->wait(device_->next_value() - 1);
    collect();
    result = create_once(padded, use, buffer);
  }
  check(!out_of_memory(result), ErrorKind::memory,
        "vulkan: out of memory on {}: {} more bytes were asked for",
        device_->physical().properties.name, bytes);
  require(result, "vmaCreateBuffer");
  return buffer;
}

void Allocator::destroy(const Buffer& buffer) {
  vmaDestroyBuffer(allocator_, buffer.handle, buffer.allocation);
}

void Allocator::destroy_after(const Buffer& buffer, uint64_t value) {
  if (device_->passed(value)) return destroy(buffer);
  std::lock_guard lock(mutex_);
  dying_.emplace_back(buffer, value);
}

void Allocator::collect() {
  std::lock_guard lock(mutex_);
  std::erase_if(dying_, [this](const auto& entry) {
    if (!device_->passed(entry.second)) return false;
    destroy(entry.first);
    return true;
  });
}

}  // namespace pumice::vulkan
