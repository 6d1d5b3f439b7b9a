// Memory that dense kernels need while they run.
#include "cpu/scratch.h"

#include <array>
#include <memory>

#include "cpu/memory.h"

namespace pumice::cpu {

void* scratch(size_t slot, size_t bytes) {
  thread_local std::array<std::unique_ptr<HostMemory>, kScratchSlots> slots;
  std::unique_ptr<HostMemory>& memory = slots.at(slot);
  if (!memory || memory->bytes() < bytes) {
    memory.reset();
    memory = std::make_unique<HostMemory>(bytes);
  }
  return memory->host();
}

}  // namespace pumice::cpu
