// The one place where results of Vulkan calls become errors.
#include "vulkan/check.h"

#include <cstring>

#include "base/error.h"

namespace pumice::vulkan {

std::string result_name(VkResult result) {
  switch (result) {
#define NAME(r) \
  case r:       \
    return #r;
    NAME(VK_SUCCESS)
    NAME(VK_NOT_READY)
    NAME(VK_TIMEOUT)
    NAME(VK_INCOMPLETE)
    NAME(VK_ERROR_OUT_OF_HOST_MEMORY)
    NAME(VK_ERROR_OUT_OF_DEVICE_MEMORY)
    NAME(VK_ERROR_INITIALIZATION_FAILED)
    NAME(VK_ERROR_DEVICE_LOST)
    NAME(VK_ERROR_MEMORY_MAP_FAILED)
    NAME(VK_ERROR_LAYER_NOT_PRESENT)
    NAME(VK_ERROR_EXTENSION_NOT_PRESENT)
    NAME(VK_ERROR_FEATURE_NOT_PRESENT)
    NAME(VK_ERROR_INCOMPATIBLE_DRIVER)
    NAME(VK_ERROR_TOO_MANY_OBJECTS)
    NAME(VK_ERROR_FRAGMENTED_POOL)
    NAME(VK_ERROR_OUT_OF_POOL_MEMORY)
    NAME(VK_ERROR_UNKNOWN)
    NAME(VK_ERROR_INVALID_SHADER_NV)
#undef NAME
    default:
      return text_of("VkResult {}", static_cast<int>(result));
  }
}

void require(VkResult result, const char* call, std::source_location where) {
  if (result >= 0) [[likely]]
    return;
  const char* slash = std::strrchr(where.file_name(), '/');
  const std::string place = text_of("{}:{}", slash ? slash + 1 : where.file_name(), where.line());
  switch (result) {
    case VK_ERROR_DEVICE_LOST:
      fail(ErrorKind::device, "vulkan: the device was lost ({} at {}); its tensors are gone", call,
           place);
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      fail(ErrorKind::memory, "vulkan: out of memory ({}: {} at {})", call, result_name(result),
           place);
    default:
      fail(ErrorKind::internal, "vulkan: {} failed: {} at {}", call, result_name(result), place);
  }
}

}  // namespace pumice::vulkan
