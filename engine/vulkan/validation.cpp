// The validation layers, switched on by PUMICE_VALIDATION=1, and what they said.
#include "vulkan/validation.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "vulkan/api.h"

namespace pumice::vulkan {
namespace {

std::atomic<uint64_t> messages{0};

VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                          VkDebugUtilsMessageTypeFlagsEXT types,
                                          const VkDebugUtilsMessengerCallbackDataEXT* data, void*) {
  // The loader speaks through the same messenger about drivers that it could not open.
  if (types == VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT) return VK_FALSE;
  messages.fetch_add(1);
  std::fprintf(stderr, "pumice: validation %s: %s\n",
               severity >= VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT ? "error" : "warning",
               data->pMessage ? data->pMessage : "");
  return VK_FALSE;
}

}  // namespace

bool validation_wanted() {
  const char* value = std::getenv("PUMICE_VALIDATION");
  return value && std::strcmp(value, "1") == 0;
}

uint64_t validation_messages() { return messages.load(); }

VkDebugUtilsMessengerCreateInfoEXT validation_messenger() {
  return {.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
          .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT |
                             VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
          .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT |
                         VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT |
                         VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT,
          .pfnUserCallback = on_message};
}

}  // namespace pumice::vulkan
