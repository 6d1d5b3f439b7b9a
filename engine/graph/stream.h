// Stream: the work a thread has recorded for a device, handed on in batches.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "graph/batch.h"
#include "graph/fallback.h"
#include "graph/faults.h"

namespace pumice {

class Queue;

/// Collects Dispatches; flush() plans and submits them. One per thread and device. Any thread may
/// flush any stream; the rest is for the stream's own thread.
class Stream {
 public:
  /// This thread's stream for the device.
  static Stream& current(Device device);

  Device device() const { return device_; }
  /// Records one kernel run. Submits by itself when enough work is pending. Where another stream
  /// has recorded work that must come first, that stream is flushed.
  void dispatch(Dispatch&& dispatch);
  /// Plans and submits what is pending. After an error the work is dropped and what it would have
  /// written is undefined; the stream stays usable.
  void flush();
  /// flush(), then waits for the device.
  void synchronize();

  /// Host data into a storage, in order with recorded work.
  void write(Storage& storage, size_t offset, const void* source, size_t bytes);
  /// Storage to host; waits. Inside a capture: an error naming `what`.
  void read(Storage& storage, size_t offset, void* target, size_t bytes, const char* what);
  /// Host address of a CPU storage with all recorded work on it done. Inside a capture: error.
  void* host(Storage& storage, const char* what);

  /// Hands on recorded work of any stream that must come before a read or write of the storage.
  void settle(Storage& storage, bool write);

  /// Where the next check that this thread records for the device writes down what it finds.
  Binding next_fault_slot();
  /// Raises what checks that are done have found. What waits for the device calls it.
  void raise_faults();

  bool capturing() const { return capturing_; }
  /// Counts the openings of the device: what was made in an earlier one is lost.
  uint32_t generation() const;

 private:
  friend class StreamRegistry;
  friend class Capturing;
  friend class CapturedWork;
  explicit Stream(Device device);
  void flush_if_it_uses(const Storage& storage);
  void submit();
  void forget() noexcept;
  void forget_faults() noexcept;
  void drop();
  void settle_others(Storage& storage, bool write);
  void check_recordable(const Dispatch& dispatch);
  void refuse_in_capture(const char* what) const;
  void watch(const std::shared_ptr<Faults>& faults, Ticket ticket);

  Device device_;
  Queue& queue_;
  SupportCache support_;
  std::mutex mutex_;  ///< guards batch_; taken before the queue's
  Batch batch_;
  bool capturing_ = false;

  struct Watched {
    std::shared_ptr<Faults> faults;
    Ticket ticket;  ///< of the last work that may write there
  };
  std::shared_ptr<Faults> faults_;  ///< made by the first check
  size_t checks_ = 0;               ///< in the batch
  std::vector<Watched> watched_;    ///< guarded by mutex_
};

}  // namespace pumice
