// The Vulkan instance: opened when the first device is looked for, closed with the last backend.
#include "vulkan/instance.h"

#include <cstring>
#include <mutex>

#include "base/error.h"
#include "base/warnings.h"
#include "vulkan/check.h"
#include "vulkan/validation.h"

namespace pumice::vulkan {
namespace {

constexpr const char* kLayer = "VK_LAYER_KHRONOS_validation";

bool has_layer() {
  uint32_t count = 0;
  vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vkEnumerateInstanceLayerProperties(&count, layers.data());
  for (const auto& layer : layers)
    if (std::strcmp(layer.layerName, kLayer) == 0) return true;
  return false;
}

bool load_volk() {
  static std::once_flag once;
  static VkResult result = VK_ERROR_INITIALIZATION_FAILED;
  std::call_once(once, [] { result = volkInitialize(); });
  return result == VK_SUCCESS;
}

}  // namespace

std::shared_ptr<Instance> Instance::open(std::string& reason) {
  if (!load_volk()) {
    reason = "no Vulkan loader (libvulkan.so.1) on this machine";
    return nullptr;
  }
  if (volkGetInstanceVersion() < VK_API_VERSION_1_2) {
    reason = "the Vulkan loader is older than Vulkan 1.2";
    return nullptr;
  }
  const bool validate = validation_wanted() && has_layer();
  if (validation_wanted() && !validate)
    note_once(text_of("PUMICE_VALIDATION=1, but {} is not installed", kLayer));

  const VkApplicationInfo application{.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
                                      .pApplicationName = "pumice",
                                      .pEngineName = "pumice",
                                      .apiVersion = VK_API_VERSION_1_2};
  const VkDebugUtilsMessengerCreateInfoEXT messenger = validation_messenger();
  const VkValidationFeatureEnableEXT enabled[] = {
      VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  const VkValidationFeaturesEXT features{.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
                                         .pNext = &messenger,
                                         .enabledValidationFeatureCount = 1,
                                         .pEnabledValidationFeatures = enabled};
  const char* extensions[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME};
  const VkInstanceCreateInfo info{.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                  .pNext = validate ? &features : nullptr,
                                  .pApplicationInfo = &application,
                                  .enabledLayerCount = validate ? 1u : 0u,
                                  .ppEnabledLayerNames = &kLayer,
                                  .enabledExtensionCount = validate ? 1u : 0u,
                                  .ppEnabledExtensionNames = extensions};
  std::shared_ptr<Instance> instance(new Instance);
  if (const VkResult result = vkCreateInstance(&info, nullptr, &instance->handle_);
      result != VK_SUCCESS) {
    reason = result == VK_ERROR_INCOMPATIBLE_DRIVER
                 ? "no working Vulkan driver on this machine"
                 : text_of("vkCreateInstance failed: {}", result_name(result));
    return nullptr;
  }
  volkLoadInstanceOnly(instance->handle_);
  if (validate) {
    require(vkCreateDebugUtilsMessengerEXT(instance->handle_, &messenger, nullptr,
                                           &instance->messenger_),
            "vkCreateDebugUtilsMessengerEXT");
  }
  return instance;
}

Instance::~Instance() {
  if (messenger_) vkDestroyDebugUtilsMessengerEXT(handle_, messenger_, nullptr);
  if (handle_) vkDestroyInstance(handle_, nullptr);
}

std::vector<VkPhysicalDevice> Instance::physical_devices() const {
  uint32_t count = 0;
  if (vkEnumeratePhysicalDevices(handle_, &count, nullptr) < 0) return {};
  std::vector<VkPhysicalDevice> devices(count);
  if (vkEnumeratePhysicalDevices(handle_, &count, devices.data()) < 0) return {};
  devices.resize(count);
  return devices;
}

}  // namespace pumice::vulkan
