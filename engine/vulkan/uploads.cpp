// Host data on its way to the device: staged at once, copied by the next submission.
#include "vulkan/uploads.h"

#include <algorithm>
#include <cstring>

namespace pumice::vulkan {
namespace {

constexpr uint64_t kChunkBytes = uint64_t{4} << 20, kMaxChunks = 16;

bool overlap(VkBuffer a, uint64_t a_at, uint64_t a_bytes, VkBuffer b, uint64_t b_at,
             uint64_t b_bytes) {
  return a == b && a_at < b_at + b_bytes && b_at < a_at + a_bytes;
}

}  // namespace

Uploads::Uploads(std::shared_ptr<Allocator> allocator) : allocator_(std::move(allocator)) {
  // Two from the start: enough for a steady flow of small writes without later allocations.
  for (int i = 0; i < 2; ++i)
    chunks_.push_back(Chunk{allocator_->create(kChunkBytes, Use::upload)});
}

Uploads::~Uploads() {
  for (Chunk& chunk : chunks_) allocator_->destroy_after(chunk.buffer, chunk.value);
}

Uploads::Chunk* Uploads::room() {
  // Submissions share a chunk until it is full, so that a steady flow settles on a few of them.
  const auto idle = [this](const Chunk& c) {
    return !c.open && allocator_->device().reached(c.value);
  };
  for (size_t i = 0; i < chunks_.size(); ++i, current_ = (current_ + 1) % chunks_.size()) {
    Chunk& chunk = chunks_[current_];
    if (idle(chunk)) chunk.filled = 0;
    if (chunk.filled < chunk.buffer.bytes) return &chunk;
  }
  if (chunks_.size() == kMaxChunks) return nullptr;
  current_ = chunks_.size();
  return &chunks_.emplace_back(Chunk{allocator_->create(kChunkBytes, Use::upload)});
}

size_t Uploads::stage(VulkanMemory& to, uint64_t offset, const std::byte* source, size_t bytes) {
  Chunk* chunk = room();
  if (!chunk) return 0;
  const uint64_t taken = std::min<uint64_t>(bytes, chunk->buffer.bytes - chunk->filled);
  std::memcpy(chunk->buffer.mapped + chunk->filled, source, taken);
  add({chunk->buffer.handle, to.buffer().handle, chunk->filled, offset, taken, false});
  chunk->open = true;
  chunk->filled = std::min(chunk->buffer.bytes, (chunk->filled + taken + 15) / 16 * 16);
  return taken;
}

void Uploads::copy(VulkanMemory& to, uint64_t to_offset, const VulkanMemory& from,
                   uint64_t from_offset, uint64_t bytes) {
  add({from.buffer().handle, to.buffer().handle, from_offset, to_offset, bytes, false});
}

void Uploads::add(const Copy& copy) {
  bool hazard = false;
  for (size_t i = unordered_from_; i < copies_.size() && !hazard; ++i) {
    const Copy& c = copies_[i];
    hazard = overlap(c.to, c.to_offset, c.bytes, copy.to, copy.to_offset, copy.bytes) ||
             overlap(c.to, c.to_offset, c.bytes, copy.from, copy.from_offset, copy.bytes) ||
             overlap(c.from, c.from_offset, c.bytes, copy.to, copy.to_offset, copy.bytes);
  }
  if (hazard) unordered_from_ = copies_.size();
  copies_.push_back(copy);
  copies_.back().after_barrier = hazard;
}

uint64_t Uploads::oldest() const {
  uint64_t value = UINT64_MAX;
  for (const Chunk& chunk : chunks_)
    if (!chunk.open) value = std::min(value, chunk.value);
  return value;
}

void Uploads::record(VkCommandBuffer buffer, const Recorder& recorder) {
  for (const Copy& c : copies_) {
    if (c.after_barrier)
      recorder.barrier(buffer, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT);
    const VkBufferCopy region{c.from_offset, c.to_offset, c.bytes};
    allocator_->device().fn().vkCmdCopyBuffer(buffer, c.from, c.to, 1, &region);
  }
  recorder.barrier(buffer, VK_PIPELINE_STAGE_TRANSFER_BIT,
                   VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT |
                       VK_PIPELINE_STAGE_HOST_BIT);
}

void Uploads::submitted(uint64_t value) {
  copies_.clear();
  unordered_from_ = 0;
  for (Chunk& chunk : chunks_) {
    if (!chunk.open) continue;
    chunk.open = false;
    chunk.value = value;
  }
}

}  // namespace pumice::vulkan
