// Queue: what the streams of all threads share of one device.
#pragma once

#include <mutex>

#include "device/pool.h"

namespace pumice {

/// A backend with the lock that orders its calls, its pool, and the newest ticket.
class Queue {
 public:
  /// The device's queue, made at first use and never destroyed; device error when it is absent.
  static Queue& of(Device device);

  explicit Queue(Backend& backend) : backend(backend), pool(backend) {}

  Backend& backend;
  std::mutex mutex;  ///< held around every call into the backend but wait() and reached()
  Pool pool;
  Ticket last = 0;

  /// Gives the storage a block if it has none. The caller holds the mutex.
  void materialise(Storage& storage);
};

}  // namespace pumice
