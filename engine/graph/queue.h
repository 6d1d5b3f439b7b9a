// Queue: what the streams of all threads share of one device.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "device/pool.h"
#include "graph/plan_cache.h"
#include "pumice/error.h"

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

  /// Gives the storage a block if it has none; true if it had none.
  bool materialise(Storage& storage);
  /// Whether the storage's content is gone: it was never made, or its device was reset since.
  bool lost(const Storage& storage) const;
  /// The error that using such a storage is, which begins with `what`.
  void check_content(const Storage& storage, const char* what) const;
  /// Makes a storage ready to be written as a whole.
  void renew(Storage& storage);
  /// Arena blocks of at least these sizes. All batches share them, because the device runs
  /// submissions in order and no temporary outlives its batch.
  std::span<const std::shared_ptr<Memory>> arena(std::span<const size_t> bytes);
  /// Plans the batch, or finds the plan of one like it, and submits. Where memory runs out, or the
  /// batch reads what is lost, all that can run runs, the rest is left undone (rescue.h), and the
  /// first error is raised.
  void run(Batch& batch);
  /// run() without the rescue: the memory error because of which nothing has run, if there is one;
  /// other errors are raised. `others` as in fates_of().
  std::optional<Error> run_whole(const Batch& batch, uint32_t others = 0);
  /// Lets go of memory that only speeds things up.
  void release_caches();
  /// Opens the device anew; all that was made on it is lost.
  void reset();

  /// Waits for all that was submitted so far. Takes the mutex itself.
  void wait();

 private:
  void submit(const Plan& plan, std::span<const Command> commands);

  std::vector<std::shared_ptr<Memory>> arena_;
};

/// Commands with memory filled in: slots from the batch, temporaries from the arena's blocks.
std::vector<Command> resolve(const Plan& plan, const Batch& batch,
                             std::span<const std::shared_ptr<Memory>> arena);
/// Runs one command on the CPU for a device that lacks its kernel: its ranges travel there and
/// back. The caller holds the queue's mutex and has submitted what comes before.
void run_fallback(Queue& queue, const PlanNode& node, const Command& command);

}  // namespace pumice
