// Keeping work, freezing it, running it again.
#include "graph/capturing.h"

#include "base/error.h"
#include "base/thread_variable.h"
#include "graph/stream_registry.h"
#include "graph/trace.h"
#include "pumice/capture.h"

namespace pumice {
namespace {

PUMICE_READ_OFTEN thread_local Capturing* active_capture = nullptr;

/// The thread's ordinary stream, with all that was recorded before the capture handed on.
Stream& flushed_stream(Device device) {
  check(!active_capture, ErrorKind::unsupported, "capture: inside another capture");
  Stream& stream = Stream::current(device);
  stream.flush();
  return stream;
}

}  // namespace

Capturing* Capturing::active() { return active_capture; }

Capturing::Capturing(Device device)
    : outer_(flushed_stream(device)), stream_(StreamRegistry::get().borrow(device)) {
  stream_.capturing_ = true;
  stream_.faults_.reset();
  StreamRegistry::set_current(stream_);
  active_capture = this;
}

Capturing::~Capturing() {
  active_capture = nullptr;
  StreamRegistry::set_current(outer_);
  {
    std::lock_guard lock(stream_.mutex_);
    stream_.forget();
    stream_.capturing_ = false;
    stream_.faults_.reset();  // the captured work's
  }
  StreamRegistry::get().give_back(stream_);
}

std::shared_ptr<CapturedWork> Capturing::finish() {
  Queue& queue = stream_.queue_;
  std::shared_ptr<CapturedWork> work(new CapturedWork(queue));
  work->faults_ = stream_.faults_;
  std::lock_guard stream_lock(stream_.mutex_);
  std::lock_guard lock(queue.mutex);
  const Batch& batch = stream_.batch_;
  for (const Batch::Slot& slot : batch.slots()) queue.check_content(*slot.storage, "capture");
  work->plan_ = make_plan(batch, fates_of(batch, true), queue.target, true);
  Plan& plan = work->plan_;
  ++queue.backend.stats().plans_made;
  for (uint32_t slot : plan.slots_used) {
    const Batch::Slot& s = batch.slots()[slot];
    queue.materialise(*s.storage);
    work->uses_.push_back({s.storage, s.written});
  }
  const auto arena = queue.arena(plan.arena_blocks);
  const auto used = arena.first(plan.arena_blocks.size());
  work->arena_.assign(used.begin(), used.end());
  if (!plan.nodes.empty()) work->recording_ = queue.backend.record(resolve(plan, batch, arena));
  return work;
}

void CapturedWork::run(std::span<const Fill> fills) {
  Stream& stream = Stream::current(queue_.backend.properties().device);
  check(!active_capture, ErrorKind::unsupported, "capture: a captured function inside a capture");
  for (const Use& use : uses_) stream.settle(*use.storage, use.write);
  for (const Fill& fill : fills) stream.settle(*fill.to, true);
  std::lock_guard stream_lock(stream.mutex_);
  std::lock_guard lock(queue_.mutex);
  check(generation_ == queue_.pool.generation(), ErrorKind::device,
        "capture: {} was reset since; capture the function anew",
        queue_.backend.properties().device);
  for (const Fill& fill : fills) {
    if (fill.from) queue_.check_content(*fill.from, "capture");
    Memory& to = *fill.to->memory;
    const size_t at = fill.to->memory_offset;
    if (fill.host) {
      queue_.backend.write(to, at, fill.host, fill.bytes);
      continue;
    }
    queue_.materialise(*fill.from);  // one that nothing was ever written to
    queue_.backend.copy(to, at, *fill.from->memory, fill.from->memory_offset + fill.from_offset,
                        fill.bytes);
  }
  if (!recording_) return;
  const TraceSpan span("replay", "graph");
  queue_.last = queue_.backend.submit(*recording_);
  if (faults_) stream.watch(faults_, queue_.last);
  count_run();
}

void CapturedWork::count_run() {
  Statistics& stats = queue_.backend.stats();
  stats.dispatches += plan_.nodes.size();
  stats.barriers += plan_.barriers;
  stats.bytes_planned += plan_.bytes_planned;
  stats.bytes_without_aliasing += plan_.bytes_without_aliasing;
}

OutsideCapture::OutsideCapture() {
  if (!active_capture) return;
  capture_ = std::exchange(active_capture, nullptr);
  StreamRegistry::set_current(capture_->outer_);
}

OutsideCapture::~OutsideCapture() {
  if (!capture_) return;
  active_capture = capture_;
  StreamRegistry::set_current(capture_->stream_);
}

}  // namespace pumice
