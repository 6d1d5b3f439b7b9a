// The validation layers, switched on by PUMICE_VALIDATION=1, and what they said.
#pragma once

#include <cstdint>

struct VkDebugUtilsMessengerCreateInfoEXT;

namespace pumice::vulkan {

/// Whether PUMICE_VALIDATION=1 asks for the validation layers.
bool validation_wanted();

/// Warnings and errors that the layers have printed since the process started.
uint64_t validation_messages();

/// Prints and counts messages; chained into instance creation and used for the messenger.
VkDebugUtilsMessengerCreateInfoEXT validation_messenger();

}  // namespace pumice::vulkan
