// Queue: what the streams of all threads share of one device.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "device/pool.h"
#include "graph/plan_cache.h"

namespace pumice {

/// A backend with the lock that orders its calls, its pool, arena and plans, and the newest ticket.
class Queue {
 public:
  /// The device's queue, made at first use and never destroyed; device error when it is absent.
  static Queue& of(Device device);

  explicit Queue(Backend& backend);

  Backend& backend;
  std::mutex mutex;  ///< held around every call into the backend but wait(), reached(), supports()
  Pool pool;
  PlanCache plans;
  PlanTarget target;
  Ticket last = 0;

  // The caller of these holds the mutex.

  /// Gives the storage a block if it has none.
  void materialise(Storage& storage);
  /// Arena blocks of at least these sizes. All batches share them, because the device runs
  /// submissions in order and no temporary outlives its batch.
  std::span<const std::shared_ptr<Memory>> arena(std::span<const size_t> bytes);
  /// Plans the batch, or finds the plan of one like it, and submits. A memory error leaves the
  /// batch undone and everything else as it was.
  void run(const Batch& batch);

  /// Waits for all that was submitted so far. Takes the mutex itself.
  void wait();

 private:
  std::vector<std::shared_ptr<Memory>> arena_;
};

/// Commands with memory filled in: slots from the batch, temporaries from the arena's blocks.
std::vector<Command> resolve(const Plan& plan, const Batch& batch,
                             std::span<const std::shared_ptr<Memory>> arena);
/// Runs one command on the CPU for a device that lacks its kernel: its ranges travel there and
/// back. The caller holds the queue's mutex and has submitted what comes before.
void run_fallback(Queue& queue, const PlanNode& node, const Command& command);

}  // namespace pumice
