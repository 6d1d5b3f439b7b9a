// Device memory: blocks from VMA, freed once the device is done with them.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "device/storage.h"
#include "pumice/capture.h"
#include "vulkan/logical.h"

namespace pumice::vulkan {

/// What a buffer is for, from which its kind of memory follows.
enum class Use {
  device,
  upload,
  readback,
  shared  ///< small, written by kernels and seen by the host
};

/// A VkBuffer with memory of its own; the caller destroys it through Allocator::destroy.
struct Buffer {
  VkBuffer handle = VK_NULL_HANDLE;
  VmaAllocation allocation = nullptr;
  std::byte* mapped = nullptr;  ///< null where the host cannot reach it
  bool cached = false;          ///< the host reads it at full speed
  uint64_t bytes = 0;
};

/// Owns the VMA allocator of one logical device. Thread-safe.
class Allocator {
 public:
  explicit Allocator(std::shared_ptr<LogicalDevice> device);
  ~Allocator();
  Allocator(const Allocator&) = delete;
  Allocator& operator=(const Allocator&) = delete;

  /// Where driver allocations are counted; null stops counting.
  void count_into(Statistics* stats) { stats_.store(stats); }
  /// memory error when none is left or the driver gives no block of that size.
  Buffer create(uint64_t bytes, Use use);
  void destroy(const Buffer& buffer);
  /// destroy(), once the timeline has reached `value`.
  void destroy_after(const Buffer& buffer, uint64_t value);
  LogicalDevice& device() { return *device_; }

 private:
  void collect();
  VkResult create_once(uint64_t bytes, Use use, Buffer& buffer);
  static void VKAPI_PTR on_allocate(VmaAllocator, uint32_t, VkDeviceMemory, VkDeviceSize, void*);
  static void VKAPI_PTR on_free(VmaAllocator, uint32_t, VkDeviceMemory, VkDeviceSize, void*);

  std::shared_ptr<LogicalDevice> device_;
  VmaAllocator allocator_ = nullptr;
  bool unified_ = false;
  std::atomic<Statistics*> stats_{nullptr};
  std::mutex mutex_;
  std::vector<std::pair<Buffer, uint64_t>> dying_;
};

/// A block that tensors and arenas live in.
class VulkanMemory final : public Memory {
 public:
  VulkanMemory(std::shared_ptr<Allocator> allocator, size_t bytes, Use use = Use::device)
      : Memory(bytes),
        allocator_(std::move(allocator)),
        buffer_(allocator_->create(bytes, use)),
        use_(use) {}
  ~VulkanMemory() override { allocator_->destroy_after(buffer_, used.load()); }
  /// Only of shared blocks, although others may be mapped as well: those are the backend's to read.
  void* host() const override { return use_ == Use::shared ? buffer_.mapped : nullptr; }
  const Buffer& buffer() const { return buffer_; }

  /// Timeline values of the last work that touches, and that writes, the block.
  std::atomic<uint64_t> used{0}, written{0};

 private:
  std::shared_ptr<Allocator> allocator_;
  Buffer buffer_;
  Use use_;
};

}  // namespace pumice::vulkan
