// Lending of streams, and the end of threads.
#include "graph/stream_registry.h"

#include <algorithm>

#include "base/error.h"
#include "base/thread_variable.h"
#include "base/warnings.h"

namespace pumice {
namespace {

/// The streams of one thread: few, so that a linear search is the fastest.
struct ThreadStreams {
  std::vector<Stream*> streams;
  ~ThreadStreams() {
    for (Stream* s : streams) StreamRegistry::get().give_back(*s);
  }
};
PUMICE_READ_OFTEN thread_local ThreadStreams thread_streams;

}  // namespace

StreamRegistry& StreamRegistry::get() {
  static StreamRegistry* const registry = new StreamRegistry;
  return *registry;
}

Stream& StreamRegistry::borrow(Device device) {
  get_backend(device);
  std::lock_guard lock(mutex_);
  const auto idle =
      std::find_if(idle_.begin(), idle_.end(), [&](Stream* s) { return s->device() == device; });
  if (idle != idle_.end()) {
    Stream* stream = *idle;
    idle_.erase(idle);
    return *stream;
  }
  all_.push_back(std::unique_ptr<Stream>(new Stream(device)));
  return *all_.back();
}

void StreamRegistry::give_back(Stream& stream) noexcept {
  try {
    stream.flush();
  } catch (const std::exception& e) {
    note_once(std::string("work of a finished thread was lost: ") + e.what());
  }
  stream.forget_faults();
  std::lock_guard lock(mutex_);
  idle_.push_back(&stream);
}

void StreamRegistry::set_current(Stream& stream) {
  for (Stream*& s : thread_streams.streams)
    if (s->device() == stream.device()) s = &stream;
}

void StreamRegistry::flush_others(const Stream& self, const Storage& storage) {
  std::vector<Stream*> others;
  {
    std::lock_guard lock(mutex_);
    for (auto& stream : all_)
      if (stream.get() != &self && stream->device() == self.device())
        others.push_back(stream.get());
  }
  for (Stream* stream : others) stream->flush_if_it_uses(storage);
}

void StreamRegistry::drop_all(Device device) {
  std::lock_guard lock(mutex_);
  for (auto& stream : all_)
    if (stream->device() == device) stream->drop();
}

Stream& Stream::current(Device device) {
  for (Stream* s : thread_streams.streams)
    if (s->device_ == device) return *s;
  thread_streams.streams.push_back(&StreamRegistry::get().borrow(device));
  return *thread_streams.streams.back();
}

}  // namespace pumice
