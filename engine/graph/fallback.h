// Kernels that a device lacks: who runs them, and whether that is allowed.
#pragma once

#include "device/backend.h"

namespace pumice {

/// Remembers for one device which kernel variants run there.
class SupportCache {
 public:
  explicit SupportCache(Backend& backend) : backend_(backend) {}
  bool native(const KernelInfo& kernel, const Variant& variant);

 private:
  Backend& backend_;
  std::vector<std::vector<std::pair<Variant, bool>>> by_kernel_;
};

/// Called for a dispatch that is not native: warns once per kernel, or throws an unsupported error
/// where PUMICE_FALLBACK=error or the CPU cannot run it either.
void allow_fallback(Device device, const KernelInfo& kernel, const Variant& variant);

/// Counts a tensor's journey from the device to LAPACK, or back.
void count_lapack(Device device, uint64_t bytes);

}  // namespace pumice
