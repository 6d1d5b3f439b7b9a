// A physical device: what its driver reports, and whether pumice can use it.
#include "vulkan/physical.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "vulkan/coopmat.h"

namespace pumice::vulkan {
namespace {

/// The structures that one vkGetPhysicalDeviceFeatures2 fills, chained as the extensions allow.
struct FeatureQuery {
  VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
  VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
  VkPhysicalDeviceShaderAtomicFloatFeaturesEXT atomics{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_FLOAT_FEATURES_EXT};
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrix{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR};
  VkPhysicalDeviceSubgroupSizeControlFeatures size_control{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES};
  VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2};
};

std::vector<std::string> extensions_of(VkPhysicalDevice handle) {
  uint32_t count = 0;
  vkEnumerateDeviceExtensionProperties(handle, nullptr, &count, nullptr);
  std::vector<VkExtensionProperties> all(count);
  vkEnumerateDeviceExtensionProperties(handle, nullptr, &count, all.data());
  std::vector<std::string> names;
  for (const auto& e : all) names.emplace_back(e.extensionName);
  return names;
}

template <class T>
void chain(void**& tail, T& structure) {
  *tail = &structure;
  tail = &structure.pNext;
}

Features query_features(VkPhysicalDevice handle, bool& timeline) {
  const std::vector<std::string> extensions = extensions_of(handle);
  const auto has = [&](const char* name) {
    return std::find(extensions.begin(), extensions.end(), name) != extensions.end();
  };
  FeatureQuery q;
  void** tail = &q.features.pNext;
  chain(tail, q.v11);
  chain(tail, q.v12);
  if (has(VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME)) chain(tail, q.atomics);
  if (has(VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME)) chain(tail, q.matrix);
  if (has(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME)) chain(tail, q.size_control);
  vkGetPhysicalDeviceFeatures2(handle, &q.features);
  timeline = q.v12.timelineSemaphore;
  const VkPhysicalDeviceFeatures& core = q.features.features;
  return {.storage8 = q.v12.storageBuffer8BitAccess != 0,
          .storage16 = q.v11.storageBuffer16BitAccess != 0,
          .float16 = q.v12.shaderFloat16 != 0,
          .float64 = core.shaderFloat64 != 0,
          .int8 = q.v12.shaderInt8 != 0,
          .int16 = core.shaderInt16 != 0,
          .int64 = core.shaderInt64 != 0,
          .float_atomics = q.atomics.shaderBufferFloat32AtomicAdd != 0,
          .cooperative_matrix = q.matrix.cooperativeMatrix != 0,
          .memory_model = q.v12.vulkanMemoryModel != 0 && q.v12.vulkanMemoryModelDeviceScope != 0,
          .subgroup_size_control =
              q.size_control.subgroupSizeControl != 0 && q.size_control.computeFullSubgroups != 0};
}

bool find_queue(Physical& p) {
  uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(p.handle, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(p.handle, &count, families.data());
  for (uint32_t i = 0; i < count; ++i) {
    if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)) continue;
    p.queue_family = i;
    p.timestamp_bits = families[i].timestampValidBits;
    return true;
  }
  return false;
}

const char* kind_name(VkPhysicalDeviceType type) {
  switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return "discrete";
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return "integrated";
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return "virtual";
    default:
      return "software";
  }
}

void fill_properties(Physical& p, const VkPhysicalDeviceProperties& core,
                     const VkPhysicalDeviceDriverProperties& driver, uint32_t subgroup,
                     const VkPhysicalDeviceSubgroupSizeControlProperties& sizes) {
  DeviceProperties& out = p.properties;
  out.name = core.deviceName;
  out.kind = kind_name(p.type);
  out.driver = text_of("{} {}", driver.driverName, driver.driverInfo);
  out.api_version =
      text_of("{}.{}.{}", VK_API_VERSION_MAJOR(core.apiVersion),
              VK_API_VERSION_MINOR(core.apiVersion), VK_API_VERSION_PATCH(core.apiVersion));
  for (uint32_t i = 0; i < p.memory.memoryHeapCount; ++i)
    if (p.memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
      out.memory_bytes += p.memory.memoryHeaps[i].size;
  out.subgroup_size = subgroup;
  out.min_subgroup_size = sizes.minSubgroupSize ? sizes.minSubgroupSize : subgroup;
  out.max_subgroup_size = sizes.maxSubgroupSize ? sizes.maxSubgroupSize : subgroup;
  out.max_group_size = p.limits.maxComputeWorkGroupInvocations;
  out.max_buffer_bytes = std::min<uint64_t>(p.limits.maxStorageBufferRange, p.max_allocation);
  const Features& f = p.features;
  out.float16 = f.float16;
  out.float64 = f.float64;
  out.int8 = f.int8;
  out.int16 = f.int16;
  out.int64 = f.int64;
  out.storage8 = f.storage8;
  out.storage16 = f.storage16;
  out.cooperative_matrix = f.cooperative_matrix && !p.matrix_shapes.empty();
}

}  // namespace

bool Physical::unified_memory() const {
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
    const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
    const bool local = flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    const bool host = (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
                      (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    const uint64_t heap = memory.memoryHeaps[memory.memoryTypes[i].heapIndex].size;
    // A window of 256 MiB into a discrete device's memory is no unified memory.
    if (local && host && heap > (uint64_t{512} << 20)) return true;
  }
  return false;
}

Physical inspect(VkPhysicalDevice handle, std::string& reason) {
  Physical p;
  p.handle = handle;
  VkPhysicalDeviceProperties core;
  vkGetPhysicalDeviceProperties(handle, &core);
  p.type = core.deviceType;
  p.limits = core.limits;
  p.vendor = core.vendorID;
  p.driver_version = core.driverVersion;
  std::memcpy(p.uuid, core.pipelineCacheUUID, VK_UUID_SIZE);
  vkGetPhysicalDeviceMemoryProperties(handle, &p.memory);
  p.properties.name = core.deviceName;
  if (core.apiVersion < VK_API_VERSION_1_2) {
    reason = "its driver is older than Vulkan 1.2";
    return p;
  }
  bool timeline = false;
  p.features = query_features(handle, timeline);
  if (!timeline) {
    reason = "its driver has no timeline semaphores";
    return p;
  }
  if (!find_queue(p)) {
    reason = "it has no compute queue";
    return p;
  }
  VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
  VkPhysicalDeviceSubgroupProperties subgroup{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES,
                                              &driver};
  VkPhysicalDeviceMaintenance3Properties sizes{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES, &subgroup};
  VkPhysicalDeviceSubgroupSizeControlProperties control{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES};
  if (p.features.subgroup_size_control) driver.pNext = &control;
  VkPhysicalDeviceProperties2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &sizes};
  vkGetPhysicalDeviceProperties2(handle, &all);
  p.max_allocation = sizes.maxMemoryAllocationSize;
  p.subgroup_operations = subgroup.supportedOperations;
  if (!(control.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT))
    p.features.subgroup_size_control = false;
  if (p.features.cooperative_matrix) p.matrix_shapes = matrix_shapes(handle);
  fill_properties(p, core, driver, subgroup.subgroupSize, control);
  return p;
}

}  // namespace pumice::vulkan
