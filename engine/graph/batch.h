// Batch: recorded work that waits to be planned, and the words that say how it is built.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "device/dispatch.h"

namespace pumice {

/// Dispatches in recorded order, the storages that they name numbered by first use ("slots"), and
/// the batch's structure: kernels, grids, binding patterns and structural params, but no values.
/// Two batches of equal structure have equal plans. Not thread-safe.
class Batch {
 public:
  struct Slot {
    Ref<Storage> storage;
    uint32_t uses = 0;  ///< bindings that name it
    bool written = false;
  };

  /// Numbers the storages and extends the structure.
  void add(Dispatch&& dispatch);
  /// Slot of a storage, or kNone.
  uint32_t find(const Storage& storage) const;
  bool empty() const { return dispatches_.empty(); }
  size_t size() const { return dispatches_.size(); }
  /// Bytes of storages that have no memory yet, as they were when they were first named.
  size_t new_bytes() const { return new_bytes_; }
  std::span<const Dispatch> dispatches() const { return dispatches_; }
  std::span<const Slot> slots() const { return slots_; }
  std::span<const uint64_t> structure() const { return structure_; }
  void clear();
  /// Takes the dispatches out; the slots stay, and name their storages.
  std::vector<Dispatch> take_dispatches() { return std::exchange(dispatches_, {}); }

  static constexpr uint32_t kNone = ~0u;

 private:
  uint32_t slot_of(const Ref<Storage>& storage);
  size_t probe(const Storage* storage) const;
  void grow_table();

  std::vector<Dispatch> dispatches_;
  std::vector<Slot> slots_;
  std::vector<uint64_t> structure_;
  std::vector<uint32_t> table_;  ///< open addressing: slot + 1, or 0
  size_t new_bytes_ = 0;
};

}  // namespace pumice
