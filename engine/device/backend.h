// Backend: whatever executes planned Dispatches on one logical device.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "device/dispatch.h"
#include "pumice/capture.h"

namespace pumice {

/// A kernel run with memory resolved, as plans hand it to a backend.
struct Command {
  const KernelInfo* kernel = nullptr;
  Variant variant;
  struct Range {
    Memory* memory = nullptr;
    uint64_t offset = 0, bytes = 0;
  };
  std::array<Range, kMaxBindings> bindings;
  uint8_t binding_count = 0;
  alignas(8) std::array<std::byte, kMaxParamBytes> params{};
  uint32_t groups = 0, width = 256;
  bool barrier_before = false;                ///< earlier commands' writes must be visible
  const struct FusedKernel* fused = nullptr;  ///< set for a kernel generated at run time
};

/// A kernel generated at run time by the planner; source in the shader dialect (GLSL).
struct FusedKernel {
  uint64_t id = 0;                                  ///< hash of the source
  std::string source;                               ///< from PARAMS on, as in a file of shaders/
  ScalarType t = ScalarType::Float;                 ///< what T stands for in it
  std::array<ScalarType, kMaxBindings> elements{};  ///< dtypes of the bindings' tensors
  uint8_t binding_count = 0;
  uint16_t param_bytes = 0;
};

/// Commands recorded once and submitted many times.
class Recording {
 public:
  virtual ~Recording() = default;
};

/// Monotonic per backend; work with a smaller or equal ticket is done once it is reached.
using Ticket = uint64_t;

/// Told when a command ran on the device, in nanoseconds of std::chrono::steady_clock. Any thread.
using TimeSink = std::function<void(const char* name, uint64_t begin, uint64_t end)>;

/// Calls are serialised by the graph's lock on the device, except reached() and wait().
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const DeviceProperties& properties() const = 0;
  /// Called once before anything but properties(); device error when the driver refuses.
  virtual void open() {}
  /// Lets the driver's device go, lost or not, and opens it anew. Memory and recordings from before
  /// stay what they are, but cannot be used again; tickets from before count as reached.
  /// unsupported error where nothing can be lost.
  virtual void reopen();
  /// Whether this kernel in this variant runs here natively.
  virtual bool supports(const KernelInfo& kernel, const Variant& variant) const = 0;
  /// Whether run() takes FusedKernels.
  virtual bool can_fuse() const { return false; }
  /// Required alignment of binding offsets inside one arena.
  virtual size_t alignment() const = 0;

  /// A block from the driver; memory error when none is left.
  virtual std::unique_ptr<Memory> allocate(size_t bytes) = 0;
  /// The same where the host sees what kernels have written without asking (Memory::host()), as far
  /// as the device offers it.
  virtual std::unique_ptr<Memory> allocate_shared(size_t bytes) { return allocate(bytes); }
  /// Whether allocate() counts allocations and bytes itself.
  virtual bool counts_memory() const { return false; }

  /// Runs commands in order; returns without waiting. Commands of later calls see earlier ones'
  /// writes and come after their reads. A recording may be submitted again while it still runs.
  virtual Ticket submit(std::span<const Command> commands) = 0;
  virtual std::unique_ptr<Recording> record(std::span<const Command> commands) = 0;
  virtual Ticket submit(Recording& recording) = 0;
  virtual bool reached(Ticket ticket) = 0;
  virtual void wait(Ticket ticket) = 0;

  /// Host data in and out, ordered with submitted work. write copies `source` before it returns and
  /// need not wait: the copy travels with the next submission. read waits.
  virtual void write(Memory& to, size_t offset, const void* source, size_t bytes) = 0;
  virtual void read(const Memory& from, size_t offset, void* target, size_t bytes) = 0;
  /// Between blocks of this device, ordered like write and waiting no more than it where
  /// overridden.
  virtual void copy(Memory& to, size_t to_offset, const Memory& from, size_t from_offset,
                    size_t bytes) {
    std::vector<std::byte> host(bytes);
    read(from, from_offset, host.data(), bytes);
    write(to, to_offset, host.data(), bytes);
  }

  /// From now on reports each command's time once it is known: at the latest when wait() for its
  /// ticket returns. Backends without timestamps report nothing.
  virtual void report_times(const TimeSink& /*sink*/) {}

  /// The backend counts submits, host_waits and pipelines_created, and memory where it says so; the
  /// graph counts the rest.
  Statistics& stats() { return stats_; }

 protected:
  Statistics stats_;
};

/// Backends present on this machine, made on first use, Vulkan's discrete devices first and the CPU
/// last. Null when the device is absent.
Backend* find_backend(Device device);
/// device error when absent.
Backend& get_backend(Device device);

}  // namespace pumice
