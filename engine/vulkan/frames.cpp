// Command buffers for submissions made once: taken from a ring, reused when the device is done.
#include "vulkan/frames.h"

#include "vulkan/check.h"

namespace pumice::vulkan {
namespace {

constexpr size_t kMaxFrames = 64;

}  // namespace

Frame::Frame(const std::shared_ptr<LogicalDevice>& device, uint32_t sets_per_pool)
    : device(device), sets(device, sets_per_pool), times(device) {
  const VkCommandPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                     .queueFamilyIndex = device->physical().queue_family};
  require(device->fn().vkCreateCommandPool(device->handle(), &info, nullptr, &pool),
          "vkCreateCommandPool");
  const VkCommandBufferAllocateInfo buffers{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
                                            .commandPool = pool,
                                            .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
                                            .commandBufferCount = 2};
  VkCommandBuffer both[2];
  require(device->fn().vkAllocateCommandBuffers(device->handle(), &buffers, both),
          "vkAllocateCommandBuffers");
  upload = both[0];
  work = both[1];
}

Frame::~Frame() {
  if (!device->passed(value)) device->fn().vkDeviceWaitIdle(device->handle());
  device->fn().vkDestroyCommandPool(device->handle(), pool, nullptr);
}

void Frame::begin(VkCommandBuffer buffer, bool reusable) {
  const VkCommandBufferBeginInfo info{.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
                                      .flags = reusable
                                                   ? VK_COMMAND_BUFFER_USAGE_SIMULTANEOUS_USE_BIT
                                                   : VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
  require(device->fn().vkBeginCommandBuffer(buffer, &info), "vkBeginCommandBuffer");
}

void Frame::end(VkCommandBuffer buffer) {
  require(device->fn().vkEndCommandBuffer(buffer), "vkEndCommandBuffer");
}

void Frame::reset() {
  require(device->fn().vkResetCommandPool(device->handle(), pool, 0), "vkResetCommandPool");
  sets.reset();
}

Frame& Frames::take(bool& waited) {
  waited = false;
  const bool full = frames_.size() >= kMaxFrames;
  if (!frames_.empty() && (full || device_->reached(frames_.front().value))) {
    Frame& oldest = frames_.front();
    if (full) waited = device_->wait(oldest.value);
    oldest.times.report(sink_);
    oldest.reset();
    frames_.splice(frames_.end(), frames_, frames_.begin());
    return oldest;
  }
  return frames_.emplace_back(device_, 256);
}

void Frames::report() {
  for (Frame& frame : frames_)
    if (frame.value && device_->reached(frame.value)) frame.times.report(sink_);
}

}  // namespace pumice::vulkan
