// A device made of host memory whose commands may run in any order that their barriers allow.
#pragma once

#include <cstring>
#include <random>
#include <vector>

#include "base/error.h"
#include "device/pool.h"
#include "device/registry.h"
#include "graph/stream.h"

namespace pumice::testing {

/// Kernels over n words: y = f(inputs, salt); n is structural, salt a value.
struct FakeParams {
  uint32_t n, salt;
};

inline constexpr KernelBinding kMake[] = {{"y", Access::write, Elem::u32}};
inline constexpr KernelBinding kMap[] = {{"a", Access::read, Elem::u32},
                                         {"y", Access::write, Elem::u32}};
inline constexpr KernelBinding kJoin[] = {{"a", Access::read, Elem::u32},
                                          {"b", Access::read, Elem::u32},
                                          {"y", Access::write, Elem::u32}};
inline constexpr KernelBinding kBump[] = {{"a", Access::read, Elem::u32},
                                          {"y", Access::update, Elem::u32}};
/// Ids above those of the kernels that are built.
inline const KernelInfo fake_make{"fake_make", 60000, false, 8, 4, kMake, {}, {}, {}};
inline const KernelInfo fake_map{"fake_map", 60001, false, 8, 4, kMap, {}, {}, {}};
inline const KernelInfo fake_join{"fake_join", 60002, false, 8, 4, kJoin, {}, {}, {}};
inline const KernelInfo fake_bump{"fake_bump", 60003, false, 8, 4, kBump, {}, {}, {}};

class FakeMemory : public Memory {
 public:
  FakeMemory(size_t bytes, size_t& held)
      : Memory(bytes), words(bytes / 4 + 1, 0xdeadbeef), held_(held) {
    held_ += bytes;
  }
  ~FakeMemory() override { held_ -= bytes(); }
  void* host() const override { return const_cast<uint32_t*>(words.data()); }
  std::vector<uint32_t> words;

 private:
  size_t& held_;
};

inline uint32_t scramble(uint32_t v) { return (v ^ v >> 15) * 0x2c1b3c6du + 0x9e3779b9u; }

class FakeBackend : public Backend {
 public:
  explicit FakeBackend(int8_t index) {
    properties_.device = Device(kVulkan, index);
    properties_.name = "fake";
    properties_.kind = "software";
  }
  const DeviceProperties& properties() const override { return properties_; }
  bool supports(const KernelInfo& kernel, const Variant&) const override {
    return std::strncmp(kernel.name, "fake_", 5) == 0;
  }
  size_t alignment() const override { return 64; }
  std::unique_ptr<Memory> allocate(size_t bytes) override {
    if (held + bytes > limit) fail(ErrorKind::memory, "fake: {} bytes are too many", bytes);
    return std::make_unique<FakeMemory>(bytes, held);
  }
  void reopen() override {
    if (gone) fail(ErrorKind::device, "fake: the device is gone");
    lost = false;
  }
  Ticket submit(std::span<const Command> commands) override {
    if (lost) fail(ErrorKind::device, "fake: the device was lost");
    ++stats_.submits;
    log.emplace_back(commands.begin(), commands.end());
    for (size_t first = 0; first < commands.size();) {
      size_t last = first + 1;
      while (last < commands.size() && !commands[last].barrier_before) ++last;
      std::vector<const Command*> any_order;
      for (size_t i = first; i < last; ++i) any_order.push_back(&commands[i]);
      std::shuffle(any_order.begin(), any_order.end(), random_);
      for (const Command* c : any_order) execute(*c);
      first = last;
    }
    return ++ticket_;
  }
  std::unique_ptr<Recording> record(std::span<const Command> commands) override {
    auto recording = std::make_unique<FakeRecording>();
    recording->commands.assign(commands.begin(), commands.end());
    return recording;
  }
  Ticket submit(Recording& recording) override {
    return submit(static_cast<FakeRecording&>(recording).commands);
  }
  bool reached(Ticket) override { return true; }
  void wait(Ticket) override { ++stats_.host_waits; }
  void write(Memory& to, size_t offset, const void* source, size_t bytes) override {
    std::memcpy(static_cast<std::byte*>(to.host()) + offset, source, bytes);
  }
  void read(const Memory& from, size_t offset, void* target, size_t bytes) override {
    std::memcpy(target, static_cast<std::byte*>(from.host()) + offset, bytes);
  }

  std::vector<std::vector<Command>> log;  ///< what was submitted
  size_t limit = SIZE_MAX, held = 0;
  bool lost = false;  ///< until it is opened anew
  bool gone = false;  ///< and that fails

 private:
  struct FakeRecording : Recording {
    std::vector<Command> commands;
  };
  static uint32_t* words(const Command& c, size_t b) {
    return reinterpret_cast<uint32_t*>(static_cast<std::byte*>(c.bindings[b].memory->host()) +
                                       c.bindings[b].offset);
  }
  static void execute(const Command& c) {
    FakeParams p;
    std::memcpy(&p, c.params.data(), sizeof p);
    const size_t last = c.binding_count - 1;
    // A written operand is ruined before the others are read, so that wrong sharing shows.
    if (c.kernel != &fake_bump) std::fill_n(words(c, last), p.n, 0xbadu);
    for (uint32_t i = 0; i < p.n; ++i) {
      uint32_t v = p.salt + i;
      for (size_t b = 0; b < last; ++b) v = scramble(v ^ words(c, b)[i]);
      uint32_t& y = words(c, last)[i];
      y = c.kernel == &fake_bump ? scramble(y + v) : scramble(v);
    }
  }

  DeviceProperties properties_;
  std::mt19937 random_{7};
  Ticket ticket_ = 0;
};

/// A fresh fake device per call.
inline FakeBackend& new_fake_device() {
  static int8_t next = 8;  // beyond real devices
  auto backend = std::make_unique<FakeBackend>(next++);
  FakeBackend& fake = *backend;
  add_backend(std::move(backend));
  return fake;
}

/// What a tensor is to the graph: a storage that it counts itself in.
class Handle {
 public:
  Handle() = default;
  Handle(Device device, size_t words) : storage(make_ref<Storage>(device, words * 4)) {
    ++storage->tensors;
  }
  Handle(Handle&&) = default;
  Handle& operator=(Handle&& o) {
    drop();
    storage = std::move(o.storage);
    return *this;
  }
  ~Handle() { drop(); }
  void drop() {
    if (storage) --storage->tensors;
    storage = {};
  }
  Ref<Storage> storage;
};

/// Records `kernel` over whole handles, the written one last.
inline void record(Stream& stream, const KernelInfo& kernel,
                   std::initializer_list<const Handle*> handles, uint32_t n, uint32_t salt,
                   uint64_t first_word = 0) {
  Dispatch d;
  d.kernel = &kernel;
  const FakeParams params{n, salt};
  std::memcpy(d.params.data(), &params, sizeof params);
  for (const Handle* h : handles)
    d.bindings[d.binding_count++] = {h->storage, first_word * 4, n * uint64_t{4}};
  d.groups = (n + 1023) / 1024;
  stream.dispatch(std::move(d));
}

inline std::vector<uint32_t> read(Stream& stream, const Handle& h) {
  std::vector<uint32_t> words(h.storage->bytes / 4);
  stream.read(*h.storage, 0, words.data(), h.storage->bytes, "read");
  return words;
}

}  // namespace pumice::testing
