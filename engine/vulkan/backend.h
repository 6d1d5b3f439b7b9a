// VulkanBackend: Backend on one logical Vulkan device.
#pragma once

#include <mutex>

#include "device/backend.h"
#include "vulkan/frames.h"
#include "vulkan/fused.h"
#include "vulkan/uploads.h"

namespace pumice::vulkan {

/// What memories and recordings of a backend keep alive beside it.
struct Context {
  Context(std::shared_ptr<Instance> instance, const Physical& physical, Ticket first);
  const Ticket first;  ///< tickets up to here are of earlier contexts; the timeline counts from it
  std::shared_ptr<LogicalDevice> device;
  std::shared_ptr<Allocator> allocator;
  Layouts layouts;
  Pipelines pipelines;
  Modules modules;
  Selector selector;
  Recorder recorder;
  FusedModules fused;
};

class VulkanBackend final : public Backend {
 public:
  VulkanBackend(std::shared_ptr<Instance> instance, Physical physical, int index);
  ~VulkanBackend() override;

  const DeviceProperties& properties() const override { return physical_.properties; }
  void open() override;
  void reopen() override;
  bool supports(const KernelInfo& kernel, const Variant& variant) const override;
  bool can_fuse() const override;
  size_t alignment() const override;
  std::unique_ptr<Memory> allocate(size_t bytes) override;
  std::unique_ptr<Memory> allocate_shared(size_t bytes) override;
  bool counts_memory() const override { return true; }

  Ticket submit(std::span<const Command> commands) override;
  std::unique_ptr<Recording> record(std::span<const Command> commands) override;
  Ticket submit(Recording& recording) override;
  bool reached(Ticket ticket) override;
  void wait(Ticket ticket) override;
  void report_times(const TimeSink& sink) override;

  void write(Memory& to, size_t offset, const void* source, size_t bytes) override;
  void read(const Memory& from, size_t offset, void* target, size_t bytes) override;
  void copy(Memory& to, size_t to_offset, const Memory& from, size_t from_offset,
            size_t bytes) override;

 private:
  Prepared prepare(std::span<const Command> commands);
  Frame& take_frame();
  /// Submits the waiting uploads and, where given, `work`; remembers the value in the frame.
  uint64_t send(Frame* frame, VkCommandBuffer work);
  void stage(VulkanMemory& to, size_t offset, const std::byte* source, size_t bytes);
  void read_through(const VulkanMemory& from, size_t offset, std::byte* target, size_t bytes);
  void count(uint64_t& counter, uint64_t n = 1);
  void close();
  /// The open context; device error when there is none. The caller holds mutex_.
  Context& context() const;
  /// The same for callers who do not hold it.
  std::shared_ptr<Context> shared_context() const;

  std::shared_ptr<Instance> instance_;
  Physical physical_;
  mutable std::mutex mutex_;          ///< over all below
  std::shared_ptr<Context> context_;  ///< null until open(), and when reopen() failed
  std::unique_ptr<Frames> frames_;
  std::unique_ptr<Uploads> uploads_;
  Buffer readback_;
  Ticket last_ticket_ = 0;  ///< monotonic over all contexts
};

}  // namespace pumice::vulkan
