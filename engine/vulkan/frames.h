// Command buffers for submissions made once: taken from a ring, reused when the device is done.
#pragma once

#include <list>

#include "vulkan/layouts.h"
#include "vulkan/times.h"

namespace pumice::vulkan {

/// What one submission in flight owns.
struct Frame {
  Frame(const std::shared_ptr<LogicalDevice>& device, uint32_t sets_per_pool);
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  /// Starts a command buffer; `reusable` ones may be submitted again, also while in flight.
  void begin(VkCommandBuffer buffer, bool reusable = false);
  void end(VkCommandBuffer buffer);
  /// Makes it ready for other commands; the device must be done with it.
  void reset();

  std::shared_ptr<LogicalDevice> device;
  VkCommandPool pool = VK_NULL_HANDLE;
  VkCommandBuffer upload = VK_NULL_HANDLE, work = VK_NULL_HANDLE;
  DescriptorArena sets;
  Timestamps times;
  uint64_t value = 0;  ///< of the submission
};

/// The frames of one logical device, oldest first. The caller serialises calls.
class Frames {
 public:
  explicit Frames(std::shared_ptr<LogicalDevice> device) : device_(std::move(device)) {}
  /// A frame that is ready. Waits for the oldest when too many are in flight, and says so.
  Frame& take(bool& waited);
  /// From now on frames measure their commands and tell when these ran.
  void report_to(const TimeSink& sink) { sink_ = sink; }
  const TimeSink& sink() const { return sink_; }
  /// Reports the times of frames that are done.
  void report();

 private:
  std::shared_ptr<LogicalDevice> device_;
  std::list<Frame> frames_;
  TimeSink sink_;
};

}  // namespace pumice::vulkan
