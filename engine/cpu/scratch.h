// Memory that dense kernels need while they run, kept per thread for the next run.
#pragma once

#include <cstddef>

namespace pumice::cpu {

/// At least `bytes`, 64-byte aligned, without content; valid until the thread asks for the slot
/// again.
void* scratch(size_t slot, size_t bytes);
inline constexpr size_t kScratchSlots = 8;

/// Slots by use, since users call each other.
enum ScratchSlot : size_t {
  kGemmSlot,
  kColumnSlot,
  kConvertSlot,
  kReorderSlot = 4,
  kPartsSlot,
  kSortSlot
};

}  // namespace pumice::cpu
