// Devices by name: what they are, which exist, which one is the default.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace pumice {

enum class DeviceType : int8_t { CPU, CUDA, Vulkan };
inline constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA,
                            kVulkan = DeviceType::Vulkan;
using DeviceIndex = int8_t;

/// A place where tensors live: "cpu", "vulkan:0", "cuda:1". Without an index (-1) it stands for the
/// first of its type, and equals it.
class Device {
 public:
  constexpr Device() = default;
  constexpr Device(DeviceType type, DeviceIndex index = -1) : type_(type), index_(index) {}
  /// Parses "type" or "type:index"; format error otherwise.
  Device(std::string_view name);
  Device(const char* name) : Device(std::string_view(name)) {}
  Device(const std::string& name) : Device(std::string_view(name)) {}

  constexpr DeviceType type() const { return type_; }
  constexpr DeviceIndex index() const { return index_; }
  constexpr bool has_index() const { return index_ != -1; }
  void set_index(DeviceIndex index) { index_ = index; }
  bool is_cpu() const { return type_ == DeviceType::CPU; }
  bool is_vulkan() const { return type_ == DeviceType::Vulkan; }
  bool is_cuda() const { return type_ == DeviceType::CUDA; }
  /// As tensors name it: the CPU without an index, others with one.
  constexpr Device indexed() const {
    return {type_, type_ == DeviceType::CPU ? DeviceIndex{-1} : ordinal()};
  }
  std::string str() const;
  friend constexpr bool operator==(Device a, Device b) { return std::is_eq(a <=> b); }
  friend constexpr std::strong_ordering operator<=>(Device a, Device b) {
    const auto by_type = a.type_ <=> b.type_;
    return std::is_neq(by_type) ? by_type : a.ordinal() <=> b.ordinal();
  }

 private:
  constexpr DeviceIndex ordinal() const { return index_ < 0 ? DeviceIndex{0} : index_; }
  DeviceType type_ = DeviceType::CPU;
  DeviceIndex index_ = -1;
};
std::ostream& operator<<(std::ostream& out, DeviceType type);  ///< "vulkan"
std::ostream& operator<<(std::ostream& out, Device device);    ///< "vulkan:0"

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

template <>
struct std::hash<pumice::Device> {
  size_t operator()(pumice::Device device) const noexcept {
    const pumice::Device named = device.indexed();
    return static_cast<size_t>(named.type()) * 256 + static_cast<uint8_t>(named.index());
  }
};
