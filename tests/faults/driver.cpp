// A Vulkan driver that fails on demand: passes all calls on to the driver that
// PUMICE_TEST_REAL_DRIVER names, but for what PUMICE_FAULT says at the time of the call:
//   instance         vkCreateInstance fails
//   no-devices       there are no physical devices
//   device           vkCreateDevice fails
//   memory:BYTES     no more than so many bytes can be allocated
//   lost             devices that submit or wait are lost from then on
#include <dlfcn.h>
#include <vulkan/vk_icd.h>
#include <vulkan/vulkan.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace {

std::mutex mutex;  // over all below
std::map<std::string, PFN_vkVoidFunction, std::less<>> real;
std::map<VkQueue, VkDevice> device_of_queue;
std::set<VkDevice> lost_devices;
std::map<VkDeviceMemory, VkDeviceSize> allocations;
VkDeviceSize allocated = 0;

std::string_view fault() {
  const char* text = std::getenv("PUMICE_FAULT");
  return text ? text : "";
}

template <class Function>
Function passed_on(const char* name) {
  std::lock_guard lock(mutex);
  return reinterpret_cast<Function>(real.at(name));
}
#define PASSED_ON(name) passed_on<PFN_##name>(#name)

bool lost(VkDevice device) {
  std::lock_guard lock(mutex);
  if (fault() == "lost") lost_devices.insert(device);
  return lost_devices.contains(device);
}
bool lost(VkQueue queue) {
  VkDevice device;
  {
    std::lock_guard lock(mutex);
    device = device_of_queue[queue];
  }
  return lost(device);
}

VkResult VKAPI_CALL CreateInstance(const VkInstanceCreateInfo* info,
                                   const VkAllocationCallbacks* callbacks, VkInstance* instance) {
  if (fault() == "instance") return VK_ERROR_INITIALIZATION_FAILED;
  return PASSED_ON(vkCreateInstance)(info, callbacks, instance);
}

VkResult VKAPI_CALL EnumeratePhysicalDevices(VkInstance instance, uint32_t* count,
                                             VkPhysicalDevice* devices) {
  if (fault() == "no-devices") {
    *count = 0;
    return VK_SUCCESS;
  }
  return PASSED_ON(vkEnumeratePhysicalDevices)(instance, count, devices);
}

VkResult VKAPI_CALL CreateDevice(VkPhysicalDevice physical, const VkDeviceCreateInfo* info,
                                 const VkAllocationCallbacks* callbacks, VkDevice* device) {
  if (fault() == "device") return VK_ERROR_INITIALIZATION_FAILED;
  const VkResult result = PASSED_ON(vkCreateDevice)(physical, info, callbacks, device);
  std::lock_guard lock(mutex);
  if (result == VK_SUCCESS) lost_devices.erase(*device);  // a handle that was used before
  return result;
}

void VKAPI_CALL GetDeviceQueue(VkDevice device, uint32_t family, uint32_t index, VkQueue* queue) {
  PASSED_ON(vkGetDeviceQueue)(device, family, index, queue);
  std::lock_guard lock(mutex);
  device_of_queue[*queue] = device;
}

VkResult VKAPI_CALL AllocateMemory(VkDevice device, const VkMemoryAllocateInfo* info,
                                   const VkAllocationCallbacks* callbacks, VkDeviceMemory* memory) {
  constexpr std::string_view prefix = "memory:";
  const std::string limit(fault().starts_with(prefix) ? fault().substr(prefix.size()) : "");
  {
    std::lock_guard lock(mutex);
    if (!limit.empty() && allocated + info->allocationSize > std::stoull(limit))
      return VK_ERROR_OUT_OF_DEVICE_MEMORY;
  }
  const VkResult result = PASSED_ON(vkAllocateMemory)(device, info, callbacks, memory);
  if (result != VK_SUCCESS) return result;
  std::lock_guard lock(mutex);
  allocations[*memory] = info->allocationSize;
  allocated += info->allocationSize;
  return result;
}

void VKAPI_CALL FreeMemory(VkDevice device, VkDeviceMemory memory,
                           const VkAllocationCallbacks* callbacks) {
  PASSED_ON(vkFreeMemory)(device, memory, callbacks);
  std::lock_guard lock(mutex);
  if (const auto found = allocations.find(memory); found != allocations.end()) {
    allocated -= found->second;
    allocations.erase(found);
  }
}

VkResult VKAPI_CALL QueueSubmit(VkQueue queue, uint32_t count, const VkSubmitInfo* infos,
                                VkFence fence) {
  if (lost(queue)) return VK_ERROR_DEVICE_LOST;
  return PASSED_ON(vkQueueSubmit)(queue, count, infos, fence);
}

VkResult VKAPI_CALL WaitSemaphores(VkDevice device, const VkSemaphoreWaitInfo* info,
                                   uint64_t timeout) {
  if (lost(device)) return VK_ERROR_DEVICE_LOST;
  return PASSED_ON(vkWaitSemaphores)(device, info, timeout);
}

VkResult VKAPI_CALL GetSemaphoreCounterValue(VkDevice device, VkSemaphore semaphore,
                                             uint64_t* value) {
  if (lost(device)) return VK_ERROR_DEVICE_LOST;
  return PASSED_ON(vkGetSemaphoreCounterValue)(device, semaphore, value);
}

VkResult VKAPI_CALL DeviceWaitIdle(VkDevice device) {
  const VkResult result = PASSED_ON(vkDeviceWaitIdle)(device);
  return lost(device) ? VK_ERROR_DEVICE_LOST : result;
}

PFN_vkVoidFunction VKAPI_CALL GetDeviceProcAddr(VkDevice device, const char* name);

struct Replacement {
  const char* name;
  PFN_vkVoidFunction function;
};
#define REPLACE(name) \
  { "vk" #name, reinterpret_cast<PFN_vkVoidFunction>(name) }
const Replacement kReplacements[] = {
    REPLACE(CreateInstance), REPLACE(EnumeratePhysicalDevices), REPLACE(CreateDevice),
    REPLACE(GetDeviceQueue), REPLACE(AllocateMemory),           REPLACE(FreeMemory),
    REPLACE(QueueSubmit),    REPLACE(WaitSemaphores),           REPLACE(GetSemaphoreCounterValue),
    REPLACE(DeviceWaitIdle), REPLACE(GetDeviceProcAddr),
};

/// The replacement of a function, where there is one, with the real one remembered.
PFN_vkVoidFunction replaced(const char* name, PFN_vkVoidFunction function) {
  if (!function) return nullptr;
  for (const Replacement& r : kReplacements) {
    if (std::strcmp(r.name, name) != 0) continue;
    std::lock_guard lock(mutex);
    real[name] = function;
    return r.function;
  }
  return function;
}

PFN_vkVoidFunction VKAPI_CALL GetDeviceProcAddr(VkDevice device, const char* name) {
  return replaced(name, PASSED_ON(vkGetDeviceProcAddr)(device, name));
}

template <class Function>
Function real_entry(const char* name) {
  static void* const driver = [] {
    const char* path = std::getenv("PUMICE_TEST_REAL_DRIVER");
    return path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  }();
  return driver ? reinterpret_cast<Function>(dlsym(driver, name)) : nullptr;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) VkResult VKAPI_CALL
vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t* version) {
  const auto negotiate = real_entry<PFN_vk_icdNegotiateLoaderICDInterfaceVersion>(
      "vk_icdNegotiateLoaderICDInterfaceVersion");
  return negotiate ? negotiate(version) : VK_ERROR_INCOMPATIBLE_DRIVER;
}

__attribute__((visibility("default"))) PFN_vkVoidFunction VKAPI_CALL
vk_icdGetInstanceProcAddr(VkInstance instance, const char* name) {
  const auto get = real_entry<PFN_vk_icdGetInstanceProcAddr>("vk_icdGetInstanceProcAddr");
  return get ? replaced(name, get(instance, name)) : nullptr;
}

__attribute__((visibility("default"))) PFN_vkVoidFunction VKAPI_CALL
vk_icdGetPhysicalDeviceProcAddr(VkInstance instance, const char* name) {
  const auto get =
      real_entry<PFN_vk_icdGetPhysicalDeviceProcAddr>("vk_icdGetPhysicalDeviceProcAddr");
  return get ? replaced(name, get(instance, name)) : nullptr;
}
}
