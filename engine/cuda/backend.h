// The CUDA backend: shared kernels as PTX modules, one stream per device.
#pragma once

#include <map>
#include <mutex>

#include "cuda/driver.h"
#include "device/backend.h"

namespace pumice::cuda {

/// A block of device memory.
class DeviceMemory final : public Memory {
 public:
  DeviceMemory(CUcontext context, size_t bytes);
  ~DeviceMemory() override;
  CUdeviceptr address() const { return address_; }

 private:
  CUcontext context_;
  CUdeviceptr address_ = 0;
};

/// One GPU. Submissions are ordered by its stream, so barriers need no commands of their own.
class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int ordinal);
  ~CudaBackend() override;

  const DeviceProperties& properties() const override { return properties_; }
  bool supports(const KernelInfo& kernel, const Variant& variant) const override;
  size_t alignment() const override { return 256; }
  std::unique_ptr<Memory> allocate(size_t bytes) override;
  Ticket submit(std::span<const Command> commands) override;
  std::unique_ptr<Recording> record(std::span<const Command> commands) override;
  Ticket submit(Recording& recording) override;
  bool reached(Ticket ticket) override;
  void wait(Ticket ticket) override;
  void write(Memory& to, size_t offset, const void* source, size_t bytes) override;
  void read(const Memory& from, size_t offset, void* target, size_t bytes) override;

 private:
  CUfunction function(const KernelInfo& kernel, const Variant& variant);
  void launch(const Command& command);
  void enter() const;
  Ticket mark();

  int ordinal_;
  CUdevice device_ = 0;
  CUcontext context_ = nullptr;
  CUstream stream_ = nullptr;
  DeviceProperties properties_;
  std::mutex mutex_;
  std::map<uint16_t, CUmodule> modules_;  ///< by kernel id
  std::map<std::string, CUfunction> functions_;
  Ticket submitted_ = 0, done_ = 0;
  std::map<Ticket, CUevent> events_;
};

}  // namespace pumice::cuda
