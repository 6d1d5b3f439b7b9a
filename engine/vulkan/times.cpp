// When commands ran on the device, told in the host's clock.
#include "vulkan/times.h"

#include <algorithm>

#include "vulkan/check.h"

namespace pumice::vulkan {

Timestamps::~Timestamps() {
  device_->fn().vkDestroyQueryPool(device_->handle(), queries_.pool, nullptr);
}

const TimestampQueries* Timestamps::prepare(const Prepared& batch) {
  names_.clear();
  if (device_->physical().timestamp_bits == 0 || batch.commands.empty()) return nullptr;
  queries_.count = static_cast<uint32_t>(2 * batch.commands.size());
  if (queries_.count > room_) {
    device_->fn().vkDestroyQueryPool(device_->handle(), queries_.pool, nullptr);
    queries_.pool = VK_NULL_HANDLE;
    room_ = std::max(queries_.count, 2 * room_);
    const VkQueryPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
                                     .queryType = VK_QUERY_TYPE_TIMESTAMP,
                                     .queryCount = room_};
    require(device_->fn().vkCreateQueryPool(device_->handle(), &info, nullptr, &queries_.pool),
            "vkCreateQueryPool");
  }
  for (const Pipelines::Request& request : batch.requests) names_.push_back(request.choice.name);
  return &queries_;
}

void Timestamps::report(const TimeSink& sink) {
  if (!waiting_) return;
  waiting_ = false;
  if (!sink) return;
  struct Result {
    uint64_t ticks, available;
  };
  std::vector<Result> results(queries_.count);
  const VkResult result = device_->fn().vkGetQueryPoolResults(
      device_->handle(), queries_.pool, 0, queries_.count, results.size() * sizeof(Result),
      results.data(), sizeof(Result),
      VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
  if (result != VK_NOT_READY) require(result, "vkGetQueryPoolResults");
  const DeviceClock& clock = device_->clock();
  for (size_t i = 0; i < names_.size(); ++i) {
    const Result &begin = results[2 * i], &end = results[2 * i + 1];
    if (begin.available && end.available)
      sink(names_[i], clock.host_time(begin.ticks), clock.host_time(end.ticks));
  }
}

}  // namespace pumice::vulkan
