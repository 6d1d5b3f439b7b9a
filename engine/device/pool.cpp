// Size classes and the way back to the driver.
#include "device/pool.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "base/warnings.h"

namespace pumice {
namespace {

/// PUMICE_MEMORY_LIMIT: bytes, or with a K, M or G behind them; no limit where it is not set.
size_t limit_of_environment() {
  const char* text = std::getenv("PUMICE_MEMORY_LIMIT");
  if (!text || !*text) return SIZE_MAX;
  const std::string_view word(text);
  size_t bytes = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), bytes);
  const std::string_view unit(end, static_cast<size_t>(word.data() + word.size() - end));
  const int shift = unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : unit.empty() ? 0 : -1;
  if (error == std::errc() && shift >= 0 && bytes <= SIZE_MAX >> shift) return bytes << shift;
  note_once(text_of("PUMICE_MEMORY_LIMIT={}: expected bytes, as 512M; no limit is set", text));
  return SIZE_MAX;
}

}  // namespace

Pool::Pool(Backend& backend) : backend_(backend), limit_(limit_of_environment()) {}

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

std::unique_ptr<Memory> Pool::allocate_within_limit(size_t bytes) {
  std::unique_lock lock(mutex_);
  check(held_ <= limit_ && bytes <= limit_ - held_, ErrorKind::memory,
        "{}: out of memory: {} more bytes were asked for, {} are taken of the {} that "
        "PUMICE_MEMORY_LIMIT allows",
        backend_.properties().device, bytes, held_, limit_);
  lock.unlock();
  std::unique_ptr<Memory> block = backend_.allocate(bytes);
  lock.lock();
  held_ += bytes;
  block->generation = generation();
  return block;
}

std::unique_ptr<Memory> Pool::allocate(size_t bytes, Ticket last) {
  std::unique_ptr<Memory> block;
  try {
    block = allocate_within_limit(bytes);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::memory) throw;
    trim(last);
    block = allocate_within_limit(bytes);
  }
  if (!backend_.counts_memory()) {
    ++backend_.stats().allocations;
    backend_.stats().allocated_bytes += bytes;
  }
  return block;
}

void Pool::trim(Ticket last) {
  backend_.wait(last);
  decltype(cached_) unused;
  size_t freed = 0;
  {
    std::lock_guard lock(mutex_);
    unused.swap(cached_);
    for (auto& [bytes, blocks] : unused) freed += bytes * blocks.size();
    held_ -= freed;
  }
  if (!backend_.counts_memory()) backend_.stats().allocated_bytes -= freed;
}

void Pool::reset() {
  decltype(cached_) unused;
  std::lock_guard lock(mutex_);
  generation_.fetch_add(1, std::memory_order_acq_rel);
  unused.swap(cached_);
  held_ = 0;
  if (!backend_.counts_memory()) backend_.stats().allocated_bytes = 0;
}

void Pool::give_back(Memory* block) noexcept {
  std::unique_ptr<Memory> owned(block);
  std::lock_guard lock(mutex_);
  if (owned->generation != generation()) return;
  const size_t bytes = block_bytes(owned->bytes());
  try {
    cached_[bytes].push_back(std::move(owned));
  } catch (...) {  // no host memory to remember the block: it goes back to the driver
    held_ -= bytes;
  }
}

}  // namespace pumice
