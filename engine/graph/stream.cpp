// Recording, and the order between recorded work and the host.
#include "graph/stream.h"

#include <algorithm>

#include "base/error.h"
#include "graph/queue.h"

namespace pumice {
namespace {

/// More than this and the device should start while the host records on.
constexpr size_t kChunk = 256;

Command command_of(const Dispatch& d) {
  Command c;
  c.kernel = d.kernel;
  c.variant = d.variant;
  c.binding_count = d.binding_count;
  c.params = d.params;
  c.groups = d.groups;
  c.width = d.width;
  c.barrier_before = true;
  for (size_t i = 0; i < d.binding_count; ++i) {
    const Binding& b = d.bindings[i];
    c.bindings[i] = {b.storage->memory.get(), b.storage->memory_offset + b.offset, b.bytes};
  }
  return c;
}

}  // namespace

Stream::Stream(Device device) : device_(device), queue_(Queue::of(device)) {}

void Stream::dispatch(Dispatch&& d) {
  check(queue_.backend.supports(*d.kernel, d.variant), ErrorKind::unsupported,
        "{}: {} has no kernel for {}", d.kernel->name, device_.str(), dtype_name(d.variant.t));
  for (size_t i = 0; i < d.binding_count; ++i) {
    Stream* other = d.bindings[i].storage->pending.load(std::memory_order_acquire);
    if (other && other != this) other->flush();
  }
  std::lock_guard lock(mutex_);
  for (size_t i = 0; i < d.binding_count; ++i)
    d.bindings[i].storage->pending.store(this, std::memory_order_release);
  pending_.push_back(std::move(d));
  if (pending_.size() >= kChunk && !capturing_) submit_pending();
}

void Stream::flush() {
  std::lock_guard lock(mutex_);
  if (!pending_.empty()) submit_pending();
}

void Stream::submit_pending() {
  const std::vector<Dispatch> batch = std::exchange(pending_, {});
  for (const Dispatch& d : batch)
    for (size_t i = 0; i < d.binding_count; ++i) d.bindings[i].storage->pending.store(nullptr);
  std::lock_guard lock(queue_.mutex);
  std::vector<Command> commands;
  for (const Dispatch& d : batch) {
    for (size_t i = 0; i < d.binding_count; ++i) queue_.materialise(*d.bindings[i].storage);
    commands.push_back(command_of(d));
  }
  queue_.last = queue_.backend.submit(commands);
  Statistics& stats = queue_.backend.stats();
  stats.recorded += batch.size();
  stats.dispatches += commands.size();
  stats.barriers += commands.size();
}

void Stream::synchronize() {
  refuse_in_capture("synchronize");
  flush();
  Ticket last;
  {
    std::lock_guard lock(queue_.mutex);
    last = queue_.last;
  }
  queue_.backend.wait(last);
}

/// Hands on whatever stream has recorded work on the storage.
void Stream::settle(Storage& storage) {
  if (Stream* stream = storage.pending.load(std::memory_order_acquire)) stream->flush();
}

void Stream::write(Storage& storage, size_t offset, const void* source, size_t bytes) {
  check(offset <= storage.bytes && bytes <= storage.bytes - offset, ErrorKind::internal,
        "write: {} bytes at {} of a storage of {}", bytes, offset, storage.bytes);
  if (bytes == 0) return;
  settle(storage);
  std::lock_guard lock(queue_.mutex);
  queue_.materialise(storage);
  queue_.backend.write(*storage.memory, storage.memory_offset + offset, source, bytes);
}

void Stream::read(Storage& storage, size_t offset, void* target, size_t bytes, const char* what) {
  refuse_in_capture(what);
  check(offset <= storage.bytes && bytes <= storage.bytes - offset, ErrorKind::internal,
        "{}: {} bytes at {} of a storage of {}", what, bytes, offset, storage.bytes);
  if (bytes == 0) return;
  settle(storage);
  std::lock_guard lock(queue_.mutex);
  queue_.materialise(storage);
  queue_.backend.read(*storage.memory, storage.memory_offset + offset, target, bytes);
}

void* Stream::host(Storage& storage, const char* what) {
  refuse_in_capture(what);
  settle(storage);
  Ticket last;
  void* base;
  {
    std::lock_guard lock(queue_.mutex);
    queue_.materialise(storage);
    last = queue_.last;
    base = storage.memory->host();
  }
  queue_.backend.wait(last);
  check(base != nullptr, ErrorKind::device, "{}: {} has no memory that the host can reach", what,
        device_.str());
  return static_cast<std::byte*>(base) + storage.memory_offset;
}

void Stream::refuse_in_capture(const char* what) const {
  check(!capturing_, ErrorKind::unsupported, "{}: reading a tensor on the host inside a capture",
        what);
}

void synchronize(Device device) { Stream::current(device).synchronize(); }

}  // namespace pumice
