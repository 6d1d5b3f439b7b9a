// Host data on its way to the device: staged at once, copied by the next submission.
#pragma once

#include <deque>

#include "vulkan/memory.h"
#include "vulkan/recorder.h"

namespace pumice::vulkan {

/// Staging chunks and the copies that wait for a submission. The caller serialises calls.
class Uploads {
 public:
  explicit Uploads(std::shared_ptr<Allocator> allocator);
  ~Uploads();
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  /// Stages as much of `source` as fits into a free chunk; 0 when all chunks are full or in flight
  /// and the limit on staging memory is reached.
  size_t stage(VulkanMemory& to, uint64_t offset, const std::byte* source, size_t bytes);
  /// Adds a copy between blocks.
  void copy(VulkanMemory& to, uint64_t to_offset, const VulkanMemory& from, uint64_t from_offset,
            uint64_t bytes);
  bool pending() const { return !copies_.empty(); }
  /// The submission after which a chunk becomes free.
  uint64_t oldest() const;
  /// Writes the waiting copies, ordered among each other and before what follows.
  void record(VkCommandBuffer buffer, const Recorder& recorder);
  /// The copies last recorded travel with submission `value`.
  void submitted(uint64_t value);

 private:
  struct Chunk {
    Buffer buffer;
    uint64_t filled = 0, value = 0;
    bool open = false;  ///< holds data that is not submitted yet
  };
  struct Copy {
    VkBuffer from, to;
    uint64_t from_offset, to_offset, bytes;
    bool after_barrier;
  };
  Chunk* room();
  void add(const Copy& copy);
  std::shared_ptr<Allocator> allocator_;
  std::deque<Chunk> chunks_;
  size_t current_ = 0;
  std::vector<Copy> copies_;
  size_t unordered_from_ = 0;  ///< copies from here on are not separated by a barrier
};

}  // namespace pumice::vulkan
