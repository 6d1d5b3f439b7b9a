// The Vulkan instance: opened when the first device is looked for, closed with the last backend.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vulkan/api.h"

namespace pumice::vulkan {

/// Owns a VkInstance and its debug messenger.
class Instance {
 public:
  /// Null, with the reason, when there is no loader or no driver that works.
  static std::shared_ptr<Instance> open(std::string& reason);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  VkInstance handle() const { return handle_; }
  std::vector<VkPhysicalDevice> physical_devices() const;

 private:
  Instance() = default;
  VkInstance handle_ = VK_NULL_HANDLE;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
};

}  // namespace pumice::vulkan
