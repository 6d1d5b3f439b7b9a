// Which stream belongs to which thread.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "graph/stream.h"

namespace pumice {

/// Lends streams to threads. A stream is never destroyed, because storages may point to it from any
/// thread; that of a finished thread is flushed and lent again.
class StreamRegistry {
 public:
  static StreamRegistry& get();
  Stream& borrow(Device device);
  void give_back(Stream& stream) noexcept;
  /// Makes `stream` this thread's stream for its device.
  static void set_current(Stream& stream);
  /// Flushes the device's streams that have work on the storage, but `self`.
  void flush_others(const Stream& self, const Storage& storage);
  /// Drops what all threads have recorded for the device; unsupported error while one captures.
  void drop_all(Device device);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Stream>> all_;
  std::vector<Stream*> idle_;
};

}  // namespace pumice
