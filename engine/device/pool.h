// Pool: blocks taken from a backend, kept by size class for reuse.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "device/backend.h"

namespace pumice {

/// Hands out blocks of one backend. A block comes back when its last owner lets go and may be
/// handed out at once, because a device runs submissions in order. Must outlive every block.
class Pool {
 public:
  explicit Pool(Backend& backend);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// At least `bytes`. Memory error when the driver has none left even after a trim, or when it
  /// would be more than PUMICE_MEMORY_LIMIT; `last` is the ticket of the newest submission, which a
  /// trim waits for.
  std::shared_ptr<Memory> take(size_t bytes, Ticket last);
  /// Gives cached blocks back to the driver, once work up to `last` is done.
  void trim(Ticket last);
  /// Forgets all blocks, as after a new opening of the device: those that are cached go at once,
  /// the others when their owners let go.
  void reset();
  /// Which opening of the device blocks belong to now.
  uint32_t generation() const { return generation_.load(std::memory_order_acquire); }
  /// Bytes of a block that serves a request: steps of an eighth of an octave, multiples of 256.
  static size_t block_bytes(size_t bytes);

 private:
  std::unique_ptr<Memory> allocate(size_t bytes, Ticket last);
  std::unique_ptr<Memory> allocate_within_limit(size_t bytes);
  void give_back(Memory* block) noexcept;

  Backend& backend_;
  const size_t limit_;
  std::mutex mutex_;  ///< guards the following two
  size_t held_ = 0;   ///< bytes of blocks from the backend, cached ones included
  std::unordered_map<size_t, std::vector<std::unique_ptr<Memory>>> cached_;
  std::atomic<uint32_t> generation_{0};
};

}  // namespace pumice
