// The queues by device, and how a batch runs.
#include "graph/queue.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/warnings.h"
#include "graph/fuse.h"
#include "graph/rescue.h"
#include "graph/trace.h"

namespace pumice {

namespace {

/// A batch that has been met this often before is work that repeats: worth kernels of its own.
constexpr uint64_t kFuseAt = 2;

struct Queues {
  std::mutex mutex;
  std::map<Backend*, std::unique_ptr<Queue>> by_backend;
};

/// Lets devices finish while their drivers are still there, and the trace with them.
void finish_at_exit();

/// Never destroyed: tensors in static variables may outlive it.
Queues& queues() {
  static Queues* const all = [] {
    std::atexit(finish_at_exit);
    return new Queues;
  }();
  return *all;
}

void finish_at_exit() {
  for (auto& [backend, queue] : queues().by_backend) {
    try {
      queue->wait();
    } catch (const std::exception& e) {
      note_once(e.what());
    }
  }
  Trace::close();
}

}  // namespace

Queue& Queue::of(Device device) {
  Backend& backend = get_backend(device);
  Queues& all = queues();
  std::lock_guard lock(all.mutex);
  auto& queue = all.by_backend[&backend];
  if (!queue) queue = std::make_unique<Queue>(backend);
  return *queue;
}

Queue::Queue(Backend& backend)
    : backend(backend),
      pool(backend),
      target{.backend = &backend,
             .alignment = std::max<size_t>(backend.alignment(), 16),
             .block_limit = size_t{1} << 30,
             .can_fuse = backend.can_fuse() && fusion_enabled()} {
  if (Trace* trace = Trace::get()) {
    const int track = trace->add_track(backend.properties().device.str());
    backend.report_times([trace, track](const char* name, uint64_t begin, uint64_t end) {
      trace->span(track, name, "device", begin, end);
    });
  }
}

bool Queue::materialise(Storage& storage) {
  if (storage.memory) return false;
  storage.memory = pool.take(storage.bytes, last);
  return true;
}

bool Queue::lost(const Storage& storage) const {
  return storage.lost.load() != Storage::kHasContent ||
         (storage.memory && storage.memory->generation != pool.generation());
}

void Queue::check_content(const Storage& storage, const char* what) const {
  const int kind = storage.lost.load();
  check(kind == Storage::kHasContent, static_cast<ErrorKind>(kind),
        "{}: the tensor has no content, because the work that makes it has failed", what);
  check(!storage.memory || storage.memory->generation == pool.generation(), ErrorKind::device,
        "{}: the tensor's content is gone, because {} was reset since", what,
        backend.properties().device);
}

void Queue::renew(Storage& storage) {
  if (!lost(storage)) return;
  storage.memory.reset();
  storage.lost = Storage::kHasContent;
}

void Queue::release_caches() {
  arena_.clear();
  pool.trim(last);
}

void Queue::reset() {
  arena_.clear();
  pool.reset();
  backend.reopen();
}

std::span<const std::shared_ptr<Memory>> Queue::arena(std::span<const size_t> bytes) {
  if (arena_.size() < bytes.size()) arena_.resize(bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (arena_[i] && arena_[i]->bytes() >= bytes[i]) continue;
    arena_[i].reset();  // to the pool first: a trim can then give it back
    arena_[i] = pool.take(bytes[i], last);
  }
  return arena_;
}

std::vector<Command> resolve(const Plan& plan, const Batch& batch,
                             std::span<const std::shared_ptr<Memory>> arena) {
  std::vector<Command> commands(plan.nodes.size());
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    const PlanNode& node = plan.nodes[n];
    Command& c = commands[n];
    c = node.command;
    for (size_t b = 0; b < c.binding_count; ++b) {
      const uint32_t place = node.places[b];
      if (in_arena(place)) {
        c.bindings[b].memory = arena[place - kArena].get();
      } else {
        const Storage& storage = *batch.slots()[place].storage;
        c.bindings[b].memory = storage.memory.get();
        c.bindings[b].offset += storage.memory_offset;
      }
    }
    for (const ValuePiece& piece : node.values)
      std::memcpy(c.params.data() + piece.to,
                  batch.dispatches()[piece.dispatch].params.data() + piece.from, piece.bytes);
  }
  return commands;
}

void Queue::run(Batch& batch) {
  const bool whole =
      std::ranges::none_of(batch.slots(), [this](const auto& slot) { return lost(*slot.storage); });
  try {
    if (whole) {
      if (!run_whole(batch)) return;
      release_caches();
    }
  } catch (const Error& e) {
    for (const Batch::Slot& slot : batch.slots())
      if (slot.written && !slot.storage->memory) slot.storage->lost = static_cast<int>(e.kind());
    throw;
  }
  rescue(*this, batch);
}

std::optional<Error> Queue::run_whole(const Batch& batch, uint32_t others) {
  const std::vector<SlotFate> fates = fates_of(batch, false, others);
  std::vector<uint64_t> key = PlanCache::key_of(batch, fates);
  Statistics& stats = backend.stats();
  uint64_t finds = 0;
  Plan* plan = plans.find(key, finds);
  // A batch of one has nothing to merge.
  if (plan && !(target.can_fuse && finds == kFuseAt && batch.size() > 1)) {
    ++stats.plans_reused;
  } else {
    const TraceSpan span("plan", "graph");
    Plan made = make_plan(batch, fates, target, plan != nullptr);
    plan = plan ? &(*plan = std::move(made)) : &plans.insert(std::move(key), std::move(made));
    ++stats.plans_made;
  }
  stats.recorded += batch.size();
  if (plan->nodes.empty()) return {};

  // Memory without content must not outlive an error.
  std::vector<Storage*> fresh;
  bool submitting = false;
  std::vector<Command> commands;
  try {
    for (uint32_t slot : plan->slots_used)
      if (Storage& storage = *batch.slots()[slot].storage; materialise(storage))
        fresh.push_back(&storage);
    commands = resolve(*plan, batch, arena(plan->arena_blocks));
    submitting = true;
    submit(*plan, commands);
  } catch (const Error& e) {
    for (Storage* storage : fresh) storage->memory.reset();
    if (submitting || e.kind() != ErrorKind::memory) throw;
    return e;
  }
  stats.dispatches += commands.size();
  stats.barriers += plan->barriers;
  stats.bytes_planned += plan->bytes_planned;
  stats.bytes_without_aliasing += plan->bytes_without_aliasing;
  return {};
}

void Queue::submit(const Plan& plan, std::span<const Command> commands) {
  const TraceSpan span("submit", "graph");
  if (!plan.has_fallback) {
    last = backend.submit(commands);
    return;
  }
  size_t done = 0;
  const auto submit_until = [&](size_t end) {
    if (end > done) last = backend.submit(commands.subspan(done, end - done));
    done = end;
  };
  for (size_t n = 0; n < commands.size(); ++n) {
    if (!plan.nodes[n].fallback) continue;
    submit_until(n);
    run_fallback(*this, plan.nodes[n], commands[n]);
    done = n + 1;
  }
  submit_until(commands.size());
}

void Queue::wait() {
  Ticket newest;
  {
    std::lock_guard lock(mutex);
    newest = last;
  }
  const TraceSpan span("wait", "graph");
  backend.wait(newest);
}

void count_lapack(Device device, uint64_t bytes) {
  Queue& queue = Queue::of(device);
  std::lock_guard lock(queue.mutex);
  ++queue.backend.stats().lapack_transfers;
  queue.backend.stats().lapack_bytes += bytes;
}

Statistics statistics(Device device) {
  Queue& queue = Queue::of(device);
  std::lock_guard lock(queue.mutex);
  return queue.backend.stats();
}

}  // namespace pumice
