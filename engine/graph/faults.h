// Faults: where kernels write down that a value they were given is wrong.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "device/backend.h"
#include "pumice/error.h"

namespace pumice {

class Queue;

/// An error that a kernel may find, worded with {value}, {dim} and {size}; both texts are literals.
struct FaultText {
  const char* op;
  const char* text;
  ErrorKind kind = ErrorKind::index;
};

/// What was found: the value, and what it was held against.
struct Fault {
  FaultText text;
  int64_t value, dim, size;
};
/// Throws the error that it is.
[[noreturn]] void raise(const Fault& fault);

/// Slots of shared memory, one for each check of a batch. A slot holds zeros, or the words of a
/// fault: number of its text, value, dim, size. Slots lie so far apart that checks need no barriers
/// between them; more checks than slots take turns.
class Faults {
 public:
  static constexpr size_t kSlots = 64, kSlotBytes = 256, kWords = 4;

  /// memory error when the device has none. The caller holds the queue's mutex.
  explicit Faults(Queue& queue);
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  const Ref<Storage>& storage() const { return storage_; }
  /// The first fault that work up to `ticket` has found, after which all are forgotten. Waits for
  /// that work where there is one. The caller holds no mutex.
  std::optional<Fault> take(Ticket ticket);

  /// The number by which kernels name a text; never 0.
  static uint32_t number_of(const FaultText& text);

 private:
  using Words = std::array<int32_t, kSlots * kSlotBytes / 4>;
  std::optional<std::array<int32_t, kWords>> first();
  void clear();

  Queue& queue_;
  Ref<Storage> storage_;
};

}  // namespace pumice
