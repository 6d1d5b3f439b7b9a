// Capturing: recording a span of a thread's work on one device instead of running it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "graph/queue.h"
#include "graph/stream.h"

namespace pumice {

/// Work planned and recorded once. It holds the storages it names and its share of the arena, so
/// that a run allocates and plans nothing.
class CapturedWork {
 public:
  /// Bytes that a run puts into a storage before anything else.
  struct Fill {
    Storage* to;
    const void* host = nullptr;  ///< from the host, or
    Storage* from = nullptr;     ///< from a storage of the same device
    size_t from_offset = 0, bytes = 0;
  };

  /// Submits once, fills included. Work of any stream that must come first is handed on before.
  void run(std::span<const Fill> fills);

 private:
  friend class Capturing;
  struct Use {
    Ref<Storage> storage;
    bool write;
  };
  explicit CapturedWork(Queue& queue) : queue_(queue), generation_(queue.pool.generation()) {}
  void count_run();

  Queue& queue_;
  const uint32_t generation_;  ///< the opening of the device that it was made on
  Plan plan_;
  std::vector<Use> uses_;
  std::vector<std::shared_ptr<Memory>> arena_;
  std::unique_ptr<Recording> recording_;
  std::shared_ptr<Faults> faults_;  ///< where its checks write; null when it has none
};

/// While it lives, what this thread records for `device` is kept and not run; dropped unless
/// finished. unsupported error inside another capture.
class Capturing {
 public:
  explicit Capturing(Device device);
  ~Capturing();
  Capturing(const Capturing&) = delete;
  Capturing& operator=(const Capturing&) = delete;

  /// Plans and records what was kept. Storages that someone can still read get memory of their own.
  std::shared_ptr<CapturedWork> finish();

  /// The capture of this thread, or null: what is being recorded goes into it.
  static Capturing* active();
  Device device() const { return stream_.device(); }

 private:
  friend class OutsideCapture;
  Stream& outer_;
  Stream& stream_;
};

}  // namespace pumice
