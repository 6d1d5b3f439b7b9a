// Devices by name: what they are, which exist, which one is the default.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pumice {

enum class DeviceType : int8_t { CPU, CUDA, Vulkan };
inline constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA,
                            kVulkan = DeviceType::Vulkan;

/// A place where tensors live: "cpu", "vulkan:0", "cuda:1".
struct Device {
  DeviceType type = DeviceType::CPU;
  int8_t index = 0;

  constexpr Device() = default;
  constexpr Device(DeviceType type, int8_t index = 0) : type(type), index(index) {}
  /// Parses "type" or "type:index"; format error otherwise.
  Device(std::string_view name);
  Device(const char* name) : Device(std::string_view(name)) {}
  Device(const std::string& name) : Device(std::string_view(name)) {}

  bool is_cpu() const { return type == DeviceType::CPU; }
  bool is_vulkan() const { return type == DeviceType::Vulkan; }
  bool is_cuda() const { return type == DeviceType::CUDA; }
  std::string str() const;
  friend constexpr bool operator==(Device, Device) = default;
};

/// What a device offers, as its driver reports it.
struct DeviceProperties {
  Device device;
  std::string name;         ///< marketing name
  std::string kind;         ///< "discrete", "integrated", "virtual", "software", "cpu"
  std::string driver;       ///< driver name and version
  std::string api_version;  ///< "1.4.309"; empty on the CPU
  uint64_t memory_bytes = 0;
  uint32_t subgroup_size = 1, min_subgroup_size = 1, max_subgroup_size = 1;
  uint32_t max_group_size = 1;
  uint64_t max_buffer_bytes = 0;  ///< largest single binding
  bool float16 = false, float64 = false, int8 = false, int16 = false, int64 = false;
  bool storage8 = false, storage16 = false, cooperative_matrix = false;
};

/// Every device of this machine: Vulkan's (discrete, integrated, software), CUDA's, the CPU.
std::vector<DeviceProperties> devices();
/// A backend that comes as a shared library of its own.
struct PluginState {
  std::string name;     ///< "cuda"
  std::string path;     ///< where it was found; empty when it was not
  std::string problem;  ///< why it offers no devices; empty when it does
};
std::vector<PluginState> plugins();
bool is_available(Device device);
/// device error if the device is not there.
const DeviceProperties& device_properties(Device device);

/// Device of factories that name none: PUMICE_DEVICE, or the last set here, or the CPU.
Device default_device();
void set_default_device(Device device);
/// The device that a program without a wish should take: the first of devices().
Device best_device();

/// Waits until all work recorded by this thread for the device is done.
void synchronize(Device device);

/// Closes the device and opens it anew, as is needed after the driver has lost it. Tensors made on
/// it before have lost their content: until they are written as a whole, using it is a device
/// error, and what is captured must be captured anew; random numbers start again at the last seed.
/// device error when the device cannot be opened, unsupported error where nothing can be lost.
void reset_device(Device device);

}  // namespace pumice
