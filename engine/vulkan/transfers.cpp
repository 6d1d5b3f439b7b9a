// Host data in and out of device memory.
#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "vulkan/backend.h"

namespace pumice::vulkan {
namespace {

constexpr uint64_t kReadbackBytes = uint64_t{4} << 20;

void check_range(const Memory& memory, size_t offset, size_t bytes) {
  check(offset <= memory.bytes() && bytes <= memory.bytes() - offset, ErrorKind::internal,
        "vulkan: bytes {} to {} of a block of {}", offset, offset + bytes, memory.bytes());
}

}  // namespace

void VulkanBackend::write(Memory& to, size_t offset, const void* source, size_t bytes) {
  check_range(to, offset, bytes);
  if (bytes == 0) return;
  std::lock_guard lock(mutex_);
  auto& memory = static_cast<VulkanMemory&>(to);
  if (memory.buffer().mapped && context().device->reached(memory.used.load())) {
    std::memcpy(memory.buffer().mapped + offset, source, bytes);
    return;
  }
  stage(memory, offset, static_cast<const std::byte*>(source), bytes);
}

void VulkanBackend::stage(VulkanMemory& to, size_t offset, const std::byte* source, size_t bytes) {
  while (bytes > 0) {
    const size_t taken = uploads_->stage(to, offset, source, bytes);
    if (taken == 0) {  // all staging memory is taken: send what waits, wait for the oldest
      if (uploads_->pending()) send(&take_frame(), VK_NULL_HANDLE);
      if (context().device->wait(uploads_->oldest())) count(stats_.host_waits);
      continue;
    }
    offset += taken;
    source += taken;
    bytes -= taken;
    // Marked per piece: sending in between ends a submission.
    to.used = to.written = context().device->next_value();
  }
}

void VulkanBackend::copy(Memory& to, size_t to_offset, const Memory& from, size_t from_offset,
                         size_t bytes) {
  check_range(to, to_offset, bytes);
  check_range(from, from_offset, bytes);
  if (bytes == 0) return;
  std::lock_guard lock(mutex_);
  auto& target = static_cast<VulkanMemory&>(to);
  auto& source = static_cast<const VulkanMemory&>(from);
  uploads_->copy(target, to_offset, source, from_offset, bytes);
  const uint64_t value = context().device->next_value();
  target.used = target.written = value;
  const_cast<VulkanMemory&>(source).used = value;
}

void VulkanBackend::read(const Memory& from, size_t offset, void* target, size_t bytes) {
  check_range(from, offset, bytes);
  if (bytes == 0) return;
  const auto& memory = static_cast<const VulkanMemory&>(from);
  const Buffer& buffer = memory.buffer();
  uint64_t value;
  {
    std::lock_guard lock(mutex_);
    if (!buffer.cached) return read_through(memory, offset, static_cast<std::byte*>(target), bytes);
    value = memory.written.load();
    if (value >= context().device->next_value()) value = send(&take_frame(), VK_NULL_HANDLE);
  }
  count(stats_.host_waits);
  context().device->wait(value);
  std::memcpy(target, buffer.mapped + offset, bytes);
  std::lock_guard lock(mutex_);
  if (frames_->sink()) frames_->report();
}

void VulkanBackend::read_through(const VulkanMemory& from, size_t offset, std::byte* target,
                                 size_t bytes) {
  if (!readback_.handle) readback_ = context().allocator->create(kReadbackBytes, Use::readback);
  const auto& fn = context().device->fn();
  count(stats_.host_waits);
  for (size_t done = 0; done < bytes;) {
    const size_t part = std::min<size_t>(bytes - done, readback_.bytes);
    Frame& frame = take_frame();
    frame.begin(frame.work);
    const VkBufferCopy region{offset + done, 0, part};
    fn.vkCmdCopyBuffer(frame.work, from.buffer().handle, readback_.handle, 1, &region);
    context().recorder.barrier(frame.work, VK_PIPELINE_STAGE_TRANSFER_BIT,
                               VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT |
                                   VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT);
    frame.end(frame.work);
    context().device->wait(send(&frame, frame.work));
    std::memcpy(target + done, readback_.mapped, part);
    done += part;
  }
}

}  // namespace pumice::vulkan
