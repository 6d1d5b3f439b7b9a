// Blocks of host memory.
#include "cpu/memory.h"

#include <algorithm>
#include <new>

#include "base/error.h"

namespace pumice::cpu {

HostMemory::HostMemory(size_t bytes) : Memory(bytes) {
  data_ = ::operator new(std::max<size_t>(bytes, 1), std::align_val_t(kAlignment), std::nothrow);
  check(data_ != nullptr, ErrorKind::memory, "cpu: cannot allocate {} bytes", bytes);
}

HostMemory::~HostMemory() { ::operator delete(data_, std::align_val_t(kAlignment)); }

}  // namespace pumice::cpu
