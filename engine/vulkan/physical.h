// A physical device: what its driver reports, and whether pumice can use it.
#pragma once

#include <string>
#include <vector>

#include "pumice/device.h"
#include "pumice/dtype.h"
#include "vulkan/api.h"

namespace pumice::vulkan {

/// Optional abilities that pumice enables where the driver has them.
struct Features {
  bool storage8 = false, storage16 = false;
  bool float16 = false, float64 = false, int8 = false, int16 = false, int64 = false;
  bool float_atomics = false;  ///< float32 addition in buffers
  bool cooperative_matrix = false;
  bool memory_model = false;  ///< Vulkan memory model with device scope, for cooperative matrices
  bool subgroup_size_control = false;
};

/// One tile shape that the device's matrix units multiply.
struct MatrixShape {
  uint32_t m, n, k;
  ScalarType a, c;  ///< of the factors; of accumulator and result
};

struct Physical {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  uint32_t queue_family = 0;
  uint32_t timestamp_bits = 0;
  VkPhysicalDeviceType type = VK_PHYSICAL_DEVICE_TYPE_OTHER;
  VkPhysicalDeviceLimits limits{};
  VkPhysicalDeviceMemoryProperties memory{};
  uint8_t uuid[VK_UUID_SIZE]{};  ///< of the pipeline cache
  uint32_t vendor = 0, driver_version = 0;
  uint64_t max_allocation = 0;
  VkSubgroupFeatureFlags subgroup_operations = 0;
  Features features;
  std::vector<MatrixShape> matrix_shapes;
  DeviceProperties properties;  ///< all but the device's index

  bool is_software() const { return type == VK_PHYSICAL_DEVICE_TYPE_CPU; }
  /// All device-local memory can be reached by the host as well.
  bool unified_memory() const;
};

/// Reads what the driver reports. A reason that is not empty says why pumice cannot use the device.
Physical inspect(VkPhysicalDevice handle, std::string& reason);

}  // namespace pumice::vulkan
