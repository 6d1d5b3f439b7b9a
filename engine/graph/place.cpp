// Arena placement: temporaries whose lives do not meet share bytes.
#include <algorithm>
#include <numeric>

#include "graph/plan.h"

namespace pumice {
namespace {

struct Life {
  uint32_t slot = 0;
  size_t first = 0, last = 0;  ///< nodes
  size_t bytes = 0;            ///< aligned
  uint32_t block = 0;
  size_t offset = 0;

  bool meets(const Life& o) const { return first <= o.last && o.first <= last; }
};

size_t align_up(size_t n, size_t alignment) { return (n + alignment - 1) / alignment * alignment; }

/// Lowest-waste gap in `block` between the placed lives that meet this one; where only the end is
/// free, the end. `placed` is sorted by offset.
size_t best_offset(const Life& life, const std::vector<const Life*>& placed) {
  size_t end = 0, best = 0, best_gap = SIZE_MAX;
  for (const Life* other : placed) {
    if (!other->meets(life)) continue;
    if (other->offset > end) {
      const size_t gap = other->offset - end;
      if (gap >= life.bytes && gap < best_gap) {
        best_gap = gap;
        best = end;
      }
    }
    end = std::max(end, other->offset + other->bytes);
  }
  return best_gap == SIZE_MAX ? end : best;
}

/// Arena blocks under construction.
class Placer {
 public:
  explicit Placer(size_t limit) : limit_(limit) {}

  void place(Life& life) {
    for (uint32_t b = 0;; ++b) {
      if (b == blocks_.size()) blocks_.emplace_back();
      Block& block = blocks_[b];
      const size_t offset = best_offset(life, block.placed);
      if (!block.placed.empty() && offset + life.bytes > std::max(limit_, block.bytes)) continue;
      life.block = b;
      life.offset = offset;
      block.bytes = std::max(block.bytes, offset + life.bytes);
      const auto at = std::upper_bound(block.placed.begin(), block.placed.end(), &life,
                                       [](auto* x, auto* y) { return x->offset < y->offset; });
      block.placed.insert(at, &life);
      return;
    }
  }
  std::vector<size_t> block_bytes() const {
    std::vector<size_t> bytes;
    for (const Block& b : blocks_) bytes.push_back(b.bytes);
    return bytes;
  }

 private:
  struct Block {
    size_t bytes = 0;
    std::vector<const Life*> placed;
  };
  size_t limit_;
  std::vector<Block> blocks_;
};

}  // namespace

void place_temporaries(Plan& plan, std::span<const SlotFate> fates, const PlanTarget& target) {
  constexpr uint32_t kUnused = ~0u;
  std::vector<uint32_t> number(fates.size(), kUnused);
  std::vector<Life> lives;
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    const PlanNode& node = plan.nodes[n];
    for (size_t b = 0; b < node.command.binding_count; ++b) {
      const uint32_t slot = node.places[b];
      if (number[slot] == kUnused) {
        if (!fates[slot].temporary) {
          number[slot] = 0;
          plan.slots_used.push_back(slot);
          continue;
        }
        number[slot] = static_cast<uint32_t>(lives.size());
        const size_t bytes = std::max<size_t>(fates[slot].bytes, 1);
        lives.push_back({.slot = slot, .first = n, .bytes = align_up(bytes, target.alignment)});
      }
      if (fates[slot].temporary) lives[number[slot]].last = n;
    }
  }

  std::vector<Life*> order;
  order.reserve(lives.size());
  for (Life& life : lives) order.push_back(&life);
  std::stable_sort(order.begin(), order.end(),
                   [](Life* x, Life* y) { return x->bytes > y->bytes; });
  Placer placer(target.block_limit);
  for (Life* life : order) {
    placer.place(*life);
    plan.bytes_without_aliasing += life->bytes;
  }
  plan.arena_blocks = placer.block_bytes();
  plan.bytes_planned =
      std::accumulate(plan.arena_blocks.begin(), plan.arena_blocks.end(), size_t{0});

  for (PlanNode& node : plan.nodes)
    for (size_t b = 0; b < node.command.binding_count; ++b) {
      const uint32_t slot = node.places[b];
      if (!fates[slot].temporary) continue;
      const Life& life = lives[number[slot]];
      node.places[b] = kArena + life.block;
      node.command.bindings[b].offset += life.offset;
    }
}

}  // namespace pumice
