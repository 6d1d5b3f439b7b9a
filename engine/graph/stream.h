// Stream: the work a thread has recorded for a device, handed on in batches.
#pragma once

#include <functional>
#include <vector>

#include "device/backend.h"

namespace pumice {

/// Collects Dispatches; flush() plans and submits them. One per thread and device.
class Stream {
 public:
  /// This thread's stream for the device.
  static Stream& current(Device device);

  Device device() const { return device_; }
  /// Records one kernel run. Submits by itself when enough work is pending. A storage with pending work
  /// on another thread's stream has that stream flushed first.
  void dispatch(Dispatch&& dispatch);
  /// Plans and submits what is pending.
  void flush();
  /// flush(), then waits for the device.
  void synchronize();

  /// Host data into a storage, in order with recorded work.
  void write(Storage& storage, size_t offset, const void* source, size_t bytes);
  /// Storage to host; waits. Inside a capture: an error naming `what`.
  void read(Storage& storage, size_t offset, void* target, size_t bytes, const char* what);
  /// Host address of a CPU storage with all recorded work on it done. Inside a capture: error.
  void* host(Storage& storage, const char* what);

  bool capturing() const;

 private:
  friend class StreamRegistry;
  friend class Capturing;
  explicit Stream(Device device);
  Device device_;
  Backend& backend_;
  std::vector<Dispatch> pending_;
};

}  // namespace pumice
