// The one place where results of Vulkan calls become errors.
#pragma once

#include <source_location>
#include <string>

#include "vulkan/api.h"

namespace pumice::vulkan {

/// "VK_ERROR_DEVICE_LOST"; "VkResult -99" for one without a name here.
std::string result_name(VkResult result);

/// Throws unless the call succeeded: device error for a lost device, memory error for exhausted
/// memory, internal error otherwise. `call` names what was tried.
void require(VkResult result, const char* call,
             std::source_location where = std::source_location::current());

}  // namespace pumice::vulkan
