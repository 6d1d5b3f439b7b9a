// The CPU as a Backend: commands run at once, in order, on the calling thread and the pool.
#include "device/backend.h"

#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/thread_pool.h"
#include "cpu/dense.h"
#include "cpu/kernels.h"
#include "cpu/memory.h"
#include "device/registry.h"

namespace pumice::cpu {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "CPU";
}

DeviceProperties cpu_properties() {
  DeviceProperties p;
  p.device = Device(kCPU);
  p.name = processor_name();
  p.kind = "cpu";
  p.driver = std::string("pumice ") + best_level().name;
  p.memory_bytes =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  p.max_group_size = 1;
  p.max_buffer_bytes = UINT64_MAX;
  p.float16 = p.float64 = p.int8 = p.int16 = p.int64 = p.storage8 = p.storage16 = true;
  return p;
}

class CpuRecording : public Recording {
 public:
  explicit CpuRecording(std::span<const Command> list) : commands(list.begin(), list.end()) {}
  const std::vector<Command> commands;
};

class CpuBackend : public Backend {
 public:
  const DeviceProperties& properties() const override { return properties_; }
  bool supports(const KernelInfo& kernel, const Variant& variant) const override {
    return bool(Runnable(best_level(), kernel, variant));
  }
  size_t alignment() const override { return kAlignment; }
  std::unique_ptr<Memory> allocate(size_t bytes) override {
    return std::make_unique<HostMemory>(bytes);
  }

  Ticket submit(std::span<const Command> commands) override {
    for (const Command& c : commands) run(c);
    ++stats_.submits;
    return ++last_;
  }
  std::unique_ptr<Recording> record(std::span<const Command> commands) override {
    return std::make_unique<CpuRecording>(commands);
  }
  Ticket submit(Recording& recording) override {
    return submit(static_cast<CpuRecording&>(recording).commands);
  }
  bool reached(Ticket) override { return true; }
  void wait(Ticket) override {}

  void write(Memory& to, size_t offset, const void* source, size_t bytes) override {
    std::memcpy(static_cast<std::byte*>(to.host()) + offset, source, bytes);
  }
  void read(const Memory& from, size_t offset, void* target, size_t bytes) override {
    std::memcpy(target, static_cast<const std::byte*>(from.host()) + offset, bytes);
  }
  void copy(Memory& to, size_t to_offset, const Memory& from, size_t from_offset,
            size_t bytes) override {
    std::memmove(static_cast<std::byte*>(to.host()) + to_offset,
                 static_cast<const std::byte*>(from.host()) + from_offset, bytes);
  }
  void report_times(const TimeSink& sink) override { sink_ = sink; }

 private:
  static uint64_t now() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  }

  void run(const Command& c) {
    const uint64_t begin = sink_ ? now() : 0;
    if (!c.kernel->dense || !run_dense(c)) {
      const Runnable kernel(best_level(), *c.kernel, c.variant);
      check(bool(kernel), ErrorKind::unsupported, "{}: cpu has no kernel for {}", c.kernel->name,
            dtype_name(c.variant.t));
      run_kernel(kernel, c);
    }
    if (sink_) sink_(c.kernel->name, begin, now());
  }

  const DeviceProperties properties_ = cpu_properties();
  Ticket last_ = 0;
  TimeSink sink_;
};

}  // namespace
}  // namespace pumice::cpu

namespace pumice {

Backends make_cpu_backends() {
  Backends list;
  list.push_back(std::make_unique<cpu::CpuBackend>());
  return list;
}

}  // namespace pumice
