// A logical device: its handle, function table, queue and timeline.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>

#include "vulkan/instance.h"
#include "vulkan/physical.h"

namespace pumice::vulkan {

/// How the device's timestamps relate to std::chrono::steady_clock.
struct DeviceClock {
  uint64_t ticks = 0, nanoseconds = 0;  ///< the same moment in both
  double period = 1;                    ///< nanoseconds per tick
  uint64_t host_time(uint64_t at) const {
    return nanoseconds +
           static_cast<int64_t>(static_cast<double>(static_cast<int64_t>(at - ticks)) * period);
  }
};

/// Owns a VkDevice with one compute queue and the timeline semaphore that counts its submissions.
class LogicalDevice {
 public:
  /// Throws Error when the driver refuses.
  LogicalDevice(std::shared_ptr<Instance> instance, Physical physical);
  ~LogicalDevice();
  LogicalDevice(const LogicalDevice&) = delete;
  LogicalDevice& operator=(const LogicalDevice&) = delete;

  const Instance& instance() const { return *instance_; }
  const Physical& physical() const { return physical_; }
  VkDevice handle() const { return handle_; }
  /// Vulkan's functions, loaded for this device.
  const VolkDeviceTable& fn() const { return fn_; }

  /// Submits command buffers in order; returns the timeline value that they reach. Thread-safe.
  uint64_t submit(std::span<const VkCommandBuffer> buffers);
  /// The value that the next submit will return.
  uint64_t next_value() const { return last_.load() + 1; }
  bool reached(uint64_t value);
  /// reached() for destructors: a lost device counts as done.
  bool passed(uint64_t value) noexcept;
  /// Blocks; true if it had to.
  bool wait(uint64_t value);

  /// Set by calibrate().
  const DeviceClock& clock() const { return clock_; }
  /// Compares the device's clock with the host's, by a submission that it waits for.
  void calibrate();

 private:
  void create_device();
  std::shared_ptr<Instance> instance_;
  Physical physical_;
  VkDevice handle_ = VK_NULL_HANDLE;
  VolkDeviceTable fn_{};
  VkQueue queue_ = VK_NULL_HANDLE;
  VkSemaphore timeline_ = VK_NULL_HANDLE;
  std::mutex queue_mutex_;
  std::atomic<uint64_t> last_{0}, seen_{0};
  DeviceClock clock_;
};

}  // namespace pumice::vulkan
