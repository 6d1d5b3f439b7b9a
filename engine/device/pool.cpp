// Size classes and the way back to the driver.
#include "device/pool.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace pumice {

size_t Pool::block_bytes(size_t bytes) {
  bytes = std::max<size_t>(bytes, 1);
  const size_t step = std::max<size_t>(std::bit_floor(bytes) / 8, 256);
  return (bytes + step - 1) / step * step;
}

std::shared_ptr<Memory> Pool::take(size_t bytes, Ticket last) {
  const size_t size = block_bytes(bytes);
  std::unique_ptr<Memory> block;
  {
    std::lock_guard lock(mutex_);
    if (auto found = cached_.find(size); found != cached_.end() && !found->second.empty()) {
      block = std::move(found->second.back());
      found->second.pop_back();
    }
  }
  if (!block) block = allocate(size, last);
  return {block.release(), [this](Memory* m) { give_back(m); }};
}

std::unique_ptr<Memory> Pool::allocate(size_t bytes, Ticket last) {
  std::unique_ptr<Memory> block;
  try {
    block = backend_.allocate(bytes);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::memory) throw;
    trim(last);
    block = backend_.allocate(bytes);
  }
  ++backend_.stats().allocations;
  backend_.stats().allocated_bytes += bytes;
  return block;
}

void Pool::trim(Ticket last) {
  backend_.wait(last);
  decltype(cached_) unused;
  {
    std::lock_guard lock(mutex_);
    unused.swap(cached_);
  }
  for (auto& [bytes, blocks] : unused) backend_.stats().allocated_bytes -= bytes * blocks.size();
}

void Pool::give_back(Memory* block) noexcept {
  std::unique_ptr<Memory> owned(block);
  std::lock_guard lock(mutex_);
  try {
    cached_[block_bytes(owned->bytes())].push_back(std::move(owned));
  } catch (...) {  // no host memory to remember the block: it goes back to the driver
  }
}

}  // namespace pumice
