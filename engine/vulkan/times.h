// When commands ran on the device, told in the host's clock.
#pragma once

#include "device/backend.h"
#include "vulkan/recorder.h"

namespace pumice::vulkan {

/// Timestamps around the commands of one submission.
class Timestamps {
 public:
  explicit Timestamps(std::shared_ptr<LogicalDevice> device) : device_(std::move(device)) {}
  ~Timestamps();
  Timestamps(const Timestamps&) = delete;
  Timestamps& operator=(const Timestamps&) = delete;

  /// Queries for a batch; null where the device's queue has no timestamps.
  const TimestampQueries* prepare(const Prepared& batch);
  /// The commands have been submitted (again).
  void submitted() { waiting_ = !names_.empty(); }
  /// Tells, once per submission, when the commands ran; the device must be done with them.
  void report(const TimeSink& sink);

 private:
  std::shared_ptr<LogicalDevice> device_;
  TimestampQueries queries_;
  std::vector<const char*> names_;
  uint32_t room_ = 0;
  bool waiting_ = false;
};

}  // namespace pumice::vulkan
