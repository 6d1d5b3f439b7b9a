// Recording, and the order between recorded work, other threads and the host.
#include "graph/stream.h"

#include "base/error.h"
#include "graph/capturing.h"
#include "graph/queue.h"
#include "graph/stream_registry.h"
#include "graph/trace.h"

namespace pumice {
namespace {

// When a batch is handed on without being asked for, so that the device starts while the host
// records. Counts and not the clock decide, so that a loop's batches repeat and find their plans
// again.
constexpr size_t kMostDispatches = 256;
constexpr size_t kManyBytes = size_t{64} << 20, kFewDispatches = 32;

void check_range(const char* what, const Storage& storage, size_t offset, size_t bytes) {
  check(offset <= storage.bytes && bytes <= storage.bytes - offset, ErrorKind::internal,
        "{}: {} bytes at {} of a storage of {}", what, bytes, offset, storage.bytes);
}

}  // namespace

Stream::Stream(Device device)
    : device_(device), queue_(Queue::of(device)), support_(queue_.backend) {}

uint32_t Stream::generation() const { return queue_.pool.generation(); }

void Stream::check_recordable(const Dispatch& d) {
  if (const Capturing* capture = Capturing::active())
    check(capturing_, ErrorKind::device, "{}: work on {} inside a capture of {}", d.kernel->name,
          device_, capture->device());
  if (support_.native(*d.kernel, d.variant)) return;
  check(!capturing_, ErrorKind::unsupported,
        "{}: {} has no kernel for it, and what the CPU runs cannot be captured", d.kernel->name,
        device_);
  allow_fallback(device_, *d.kernel, d.variant);
}

void Stream::dispatch(Dispatch&& d) {
  const TraceSpan span(d.kernel->name, "record");
  check_recordable(d);
  for (size_t i = 0; i < d.binding_count; ++i)
    settle_others(*d.bindings[i].storage, d.kernel->bindings[i].access != Access::read);
  bool exposed = false;
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < d.binding_count; ++i) {
    Storage& s = *d.bindings[i].storage;
    exposed |= s.exposed.load(std::memory_order_relaxed);
    if (d.kernel->bindings[i].access != Access::read)
      s.pending.store(this, std::memory_order_release);
  }
  const size_t known = batch_.slots().size();
  batch_.add(std::move(d));
  for (const Batch::Slot& slot : batch_.slots().subspan(known))
    slot.storage->streams.fetch_add(1, std::memory_order_acq_rel);
  const bool full = batch_.size() >= kMostDispatches ||
                    (batch_.new_bytes() >= kManyBytes && batch_.size() >= kFewDispatches);
  if (capturing_ || !(full || exposed)) return;
  submit();
  if (!exposed) return;
  lock.unlock();
  queue_.wait();
  raise_faults();
}

void Stream::flush() {
  std::lock_guard lock(mutex_);
  if (!batch_.empty()) submit();
}

void Stream::flush_if_it_uses(const Storage& storage) {
  std::lock_guard lock(mutex_);
  if (batch_.find(storage) != Batch::kNone) submit();
}

/// Runs the batch and empties it, whatever comes. The caller holds mutex_.
void Stream::submit() {
  check(!capturing_, ErrorKind::unsupported,
        "capture: a tensor that the capture changes is used outside of it");
  struct Emptied {
    Stream& stream;
    ~Emptied() { stream.forget(); }
  } emptied{*this};
  std::lock_guard lock(queue_.mutex);
  queue_.run(batch_);
  if (faults_ && batch_.find(*faults_->storage()) != Batch::kNone) watch(faults_, queue_.last);
}

void Stream::forget() noexcept {
  for (const Batch::Slot& slot : batch_.slots()) {
    Stream* self = this;
    slot.storage->pending.compare_exchange_strong(self, nullptr);
    slot.storage->streams.fetch_sub(1, std::memory_order_acq_rel);
  }
  batch_.clear();
  checks_ = 0;
}

/// Forgets the batch; what only it would have made is lost.
void Stream::drop() {
  std::lock_guard lock(mutex_);
  check(!capturing_, ErrorKind::unsupported, "reset_device: {} is being captured", device_);
  std::lock_guard queue_lock(queue_.mutex);
  for (const Batch::Slot& slot : batch_.slots())
    if (slot.written && !slot.storage->memory)
      slot.storage->lost = static_cast<int>(ErrorKind::device);
  forget();
  watched_.clear();
  faults_.reset();
}

/// What nobody has waited for, nobody asks for any more.
void Stream::forget_faults() noexcept {
  std::lock_guard lock(mutex_);
  if (watched_.empty()) return;
  watched_.clear();
  faults_.reset();
}

/// Hands on other streams' work that must come before a read or write of the storage.
void Stream::settle_others(Storage& storage, bool write) {
  Stream* writer = storage.pending.load(std::memory_order_acquire);
  if (writer && writer != this) writer->flush_if_it_uses(storage);
  if (!write || storage.streams.load(std::memory_order_acquire) == 0) return;
  uint32_t own;
  {
    std::lock_guard lock(mutex_);
    own = batch_.find(storage) != Batch::kNone;
  }
  if (storage.streams.load(std::memory_order_acquire) > own)
    StreamRegistry::get().flush_others(*this, storage);
}

void Stream::settle(Storage& storage, bool write) {
  settle_others(storage, write);
  const bool own = write ? storage.streams.load(std::memory_order_acquire) > 0
                         : storage.pending.load(std::memory_order_acquire) == this;
  if (own) flush();
}

void Stream::synchronize() {
  refuse_in_capture("synchronize");
  flush();
  queue_.wait();
  raise_faults();
}

void Stream::write(Storage& storage, size_t offset, const void* source, size_t bytes) {
  check_range("write", storage, offset, bytes);
  if (bytes == 0) return;
  settle(storage, true);
  std::lock_guard lock(queue_.mutex);
  if (bytes == storage.bytes) queue_.renew(storage);
  queue_.check_content(storage, "write");
  queue_.materialise(storage);
  queue_.backend.write(*storage.memory, storage.memory_offset + offset, source, bytes);
}

void Stream::read(Storage& storage, size_t offset, void* target, size_t bytes, const char* what) {
  refuse_in_capture(what);
  check_range(what, storage, offset, bytes);
  if (bytes == 0) return;
  settle(storage, false);
  {
    std::lock_guard lock(queue_.mutex);
    queue_.check_content(storage, what);
    queue_.materialise(storage);
    const TraceSpan span(what, "read");
    queue_.backend.read(*storage.memory, storage.memory_offset + offset, target, bytes);
  }
  raise_faults();
}

void* Stream::host(Storage& storage, const char* what) {
  refuse_in_capture(what);
  settle(storage, true);
  std::byte* base;
  {
    std::lock_guard lock(queue_.mutex);
    queue_.check_content(storage, what);
    queue_.materialise(storage);
    base = static_cast<std::byte*>(storage.memory->host());
  }
  queue_.wait();
  raise_faults();
  check(base != nullptr, ErrorKind::device, "{}: {} has no memory that the host can reach", what,
        device_);
  return base + storage.memory_offset;
}

Binding Stream::next_fault_slot() {
  std::lock_guard lock(mutex_);
  if (!faults_) {
    std::lock_guard queue_lock(queue_.mutex);
    faults_ = std::make_shared<Faults>(queue_);
  }
  // Counted from the batch's start, so that a loop's batches stay alike and find their plans.
  const size_t slot = checks_++ % Faults::kSlots;
  return {faults_->storage(), slot * Faults::kSlotBytes, Faults::kWords * 4};
}

/// The caller holds mutex_.
void Stream::watch(const std::shared_ptr<Faults>& faults, Ticket ticket) {
  for (Watched& w : watched_)
    if (w.faults == faults) {
      w.ticket = ticket;
      return;
    }
  watched_.push_back({faults, ticket});
}

void Stream::raise_faults() {
  std::vector<Watched> watched;
  {
    std::lock_guard lock(mutex_);
    if (watched_.empty()) return;
    watched = watched_;
  }
  std::optional<Fault> found;
  for (const Watched& w : watched) {
    const bool done = queue_.backend.reached(w.ticket);
    const std::optional<Fault> fault = w.faults->take(w.ticket);
    if (!found) found = fault;
    if (!done && !fault) continue;
    std::lock_guard lock(mutex_);
    std::erase_if(watched_, [&](const Watched& now) {
      return now.faults == w.faults && now.ticket == w.ticket;
    });
  }
  if (found) raise(*found);
}

void Stream::refuse_in_capture(const char* what) const {
  check(!capturing_, ErrorKind::unsupported, "{}: reading a tensor on the host inside a capture",
        what);
}

void synchronize(Device device) { Stream::current(device).synchronize(); }

}  // namespace pumice
