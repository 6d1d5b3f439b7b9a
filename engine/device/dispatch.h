// Dispatch: one kernel run as operators record it.
#pragma once

#include "device/kernel.h"
#include "device/storage.h"

namespace pumice {

/// A byte range of a storage. `offset` is where element 0 of the kernel's view lies; kernels may
/// reach `bytes` from there.
struct Binding {
  Ref<Storage> storage;
  uint64_t offset = 0, bytes = 0;
};

/// {kernel, variant, bindings, params, groups}. `width` hints how many lanes a group can use, from
/// which the backend picks the group's size; kernels guard against surplus groups.
struct Dispatch {
  const KernelInfo* kernel = nullptr;
  Variant variant;
  std::array<Binding, kMaxBindings> bindings;
  uint8_t binding_count = 0;
  alignas(8) std::array<std::byte, kMaxParamBytes> params{};
  uint32_t groups = 0;
  uint32_t width = 256;
};

}  // namespace pumice
