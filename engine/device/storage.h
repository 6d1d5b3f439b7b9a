// Storage: the bytes behind tensors, which get memory only when a batch is planned.
#pragma once

#include <atomic>
#include <memory>

#include "base/intrusive.h"
#include "pumice/device.h"

namespace pumice {

class Backend;
class Stream;

/// A block of device memory from a Backend; backends derive from it. Freed (to the device's pool)
/// by the deleter of the shared_ptr that holds it.
class Memory {
 public:
  explicit Memory(size_t bytes) : bytes_(bytes) {}
  virtual ~Memory() = default;
  size_t bytes() const { return bytes_; }
  /// Address on the host where the host can reach it (always on the CPU), else null.
  virtual void* host() const { return nullptr; }

  /// Which opening of the device it belongs to; set by the pool.
  uint32_t generation = 0;

 private:
  size_t bytes_;
};

/// Counts writes in place (PyTorch's _version), where that is not the storage's own affair.
struct VersionCounter : RefCounted {
  std::atomic<uint32_t> value{0};
};

/// Bytes on one device. `memory` stays null until work that uses it is planned; a temporary that no
/// tensor holds by then only ever lives in a plan's arena and never gets a block of its own.
class Storage : public RefCounted {
 public:
  Storage(Device device, size_t bytes) : device(device), bytes(bytes) {}

  const Device device;
  size_t bytes;  ///< grows by resize_ alone
  std::shared_ptr<Memory> memory;
  size_t memory_offset = 0;

  /// Why there is no content where there should be some: the ErrorKind with which the work that
  /// makes it failed, or kHasContent.
  std::atomic<int> lost{kHasContent};
  static constexpr int kHasContent = -1;

  /// In-place writes so far (PyTorch's _version), as long as nobody counts on elsewhere.
  std::atomic<uint32_t> version{0};
  /// Where the writes are counted once a tensor has left the storage for another one: with its
  /// former views the tensor goes on sharing a version.
  Ref<VersionCounter> shared_version;
  /// Tensors that hold this storage; 0 means that only recorded work still names it.
  std::atomic<uint32_t> tensors{0};
  /// The stream that has recorded, not yet submitted, work that writes it; null when there is none.
  std::atomic<Stream*> pending{nullptr};
  /// Streams with recorded work that reads or writes it.
  std::atomic<uint32_t> streams{0};
  /// The caller owns the memory or holds an address into it, through which it may read and write at
  /// any time: work that uses it is done before the call that records it returns.
  std::atomic<bool> exposed{false};
  /// The memory is the caller's and cannot grow.
  bool borrowed = false;
};

}  // namespace pumice
