// A logical device: its handle, function table, queue and timeline.
#include "vulkan/logical.h"

#include "vulkan/check.h"
#include "vulkan/coopmat.h"

namespace pumice::vulkan {

LogicalDevice::LogicalDevice(std::shared_ptr<Instance> instance, Physical physical)
    : instance_(std::move(instance)), physical_(std::move(physical)) {
  create_device();
  volkLoadDeviceTable(&fn_, handle_);
  fn_.vkGetDeviceQueue(handle_, physical_.queue_family, 0, &queue_);
  const VkSemaphoreTypeCreateInfo type{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                       .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
  const VkSemaphoreCreateInfo info{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                   .pNext = &type};
  if (const VkResult result = fn_.vkCreateSemaphore(handle_, &info, nullptr, &timeline_);
      result != VK_SUCCESS) {
    fn_.vkDestroyDevice(handle_, nullptr);
    require(result, "vkCreateSemaphore");
  }
}

void LogicalDevice::create_device() {
  const Features& f = physical_.features;
  VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
  v11.storageBuffer16BitAccess = f.storage16;
  VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, &v11};
  v12.storageBuffer8BitAccess = f.storage8;
  v12.shaderFloat16 = f.float16;
  v12.shaderInt8 = f.int8;
  v12.timelineSemaphore = VK_TRUE;
  v12.vulkanMemoryModel = v12.vulkanMemoryModelDeviceScope = f.memory_model;
  VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v12};
  features.features.shaderFloat64 = f.float64;
  features.features.shaderInt64 = f.int64;
  features.features.shaderInt16 = f.int16;

  std::vector<const char*> extensions;
  VkPhysicalDeviceShaderAtomicFloatFeaturesEXT atomics{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_FLOAT_FEATURES_EXT};
  if (f.float_atomics) {
    extensions.push_back(VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME);
    atomics.shaderBufferFloat32AtomicAdd = VK_TRUE;
    atomics.shaderBufferFloat32Atomics = VK_TRUE;
    atomics.pNext = features.pNext;
    features.pNext = &atomics;
  }
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrix{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR};
  if (f.cooperative_matrix) {
    extensions.push_back(VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME);
    matrix.cooperativeMatrix = VK_TRUE;
    matrix.pNext = features.pNext;
    features.pNext = &matrix;
  }
  VkPhysicalDeviceSubgroupSizeControlFeatures sizes{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES};
  if (f.subgroup_size_control) {
    extensions.push_back(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
    sizes.subgroupSizeControl = VK_TRUE;
    sizes.computeFullSubgroups = VK_TRUE;
    sizes.pNext = features.pNext;
    features.pNext = &sizes;
  }
  const float priority = 1.0f;
  const VkDeviceQueueCreateInfo queue{.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
                                      .queueFamilyIndex = physical_.queue_family,
                                      .queueCount = 1,
                                      .pQueuePriorities = &priority};
  const VkDeviceCreateInfo info{.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                                .pNext = &features,
                                .queueCreateInfoCount = 1,
                                .pQueueCreateInfos = &queue,
                                .enabledExtensionCount = static_cast<uint32_t>(extensions.size()),
                                .ppEnabledExtensionNames = extensions.data()};
  require(vkCreateDevice(physical_.handle, &info, nullptr, &handle_), "vkCreateDevice");
}

LogicalDevice::~LogicalDevice() {
  fn_.vkDeviceWaitIdle(handle_);
  fn_.vkDestroySemaphore(handle_, timeline_, nullptr);
  fn_.vkDestroyDevice(handle_, nullptr);
}

uint64_t LogicalDevice::submit(std::span<const VkCommandBuffer> buffers) {
  std::lock_guard lock(queue_mutex_);
  const uint64_t value = last_.load() + 1;
  const VkTimelineSemaphoreSubmitInfo timeline{
      .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
      .signalSemaphoreValueCount = 1,
      .pSignalSemaphoreValues = &value};
  const VkSubmitInfo info{.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
                          .pNext = &timeline,
                          .commandBufferCount = static_cast<uint32_t>(buffers.size()),
                          .pCommandBuffers = buffers.data(),
                          .signalSemaphoreCount = 1,
                          .pSignalSemaphores = &timeline_};
  require(fn_.vkQueueSubmit(queue_, 1, &info, VK_NULL_HANDLE), "vkQueueSubmit");
  last_.store(value);
  return value;
}

bool LogicalDevice::reached(uint64_t value) {
  if (seen_.load() >= value) return true;
  uint64_t now = 0;
  require(fn_.vkGetSemaphoreCounterValue(handle_, timeline_, &now), "vkGetSemaphoreCounterValue");
  uint64_t seen = seen_.load();
  while (seen < now && !seen_.compare_exchange_weak(seen, now)) {
  }
  return now >= value;
}

bool LogicalDevice::passed(uint64_t value) noexcept {
  if (seen_.load() >= value) return true;
  uint64_t now = 0;
  return fn_.vkGetSemaphoreCounterValue(handle_, timeline_, &now) < 0 || now >= value;
}

bool LogicalDevice::wait(uint64_t value) {
  if (reached(value)) return false;
  const VkSemaphoreWaitInfo info{.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
                                 .semaphoreCount = 1,
                                 .pSemaphores = &timeline_,
                                 .pValues = &value};
  require(fn_.vkWaitSemaphores(handle_, &info, UINT64_MAX), "vkWaitSemaphores");
  reached(value);
  return true;
}

}  // namespace pumice::vulkan
