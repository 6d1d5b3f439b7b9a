// Plan: a batch turned into commands with places for its temporaries.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "device/backend.h"
#include "graph/batch.h"

namespace pumice {

/// Bytes of a command's params that are values: taken from the batch at each run.
struct ValuePiece {
  uint32_t dispatch;  ///< position in the batch
  uint16_t from, to, bytes;
};

/// A command of a plan. `command` has no memory yet; `places[i]` says where binding i lies: a slot
/// of the batch, or kArena + block, and then the offset is one inside that block.
struct PlanNode {
  Command command;
  std::array<uint32_t, kMaxBindings> places{};
  std::array<Access, kMaxBindings> access{};
  std::vector<ValuePiece> values;
  bool fallback = false;  ///< run by the CPU
};

inline constexpr uint32_t kArena = 1u << 30;
inline bool in_arena(uint32_t place) { return place >= kArena; }

/// What the planner knows of a slot.
struct SlotFate {
  bool temporary = false;  ///< lives and dies in the batch: no memory, and no one can read it after
  bool readable = false;   ///< someone may read it after the batch
  size_t bytes = 0;
};

/// What planning depends on beside the batch.
struct PlanTarget {
  const Backend* backend;
  size_t alignment;
  size_t block_limit;  ///< an arena block grows to this, or to its largest single storage
  bool can_fuse;       ///< the backend takes kernels generated at run time, and may
};

struct Plan {
  std::vector<PlanNode> nodes;
  std::vector<uint32_t> slots_used;  ///< slots that need memory of their own
  std::vector<size_t> arena_blocks;  ///< bytes of each block
  size_t bytes_planned = 0, bytes_without_aliasing = 0;
  uint32_t barriers = 0;
  bool has_fallback = false;
  bool fused_chains = false;  ///< planned with elementwise chains merged
  std::vector<std::unique_ptr<FusedKernel>> fused;
};

/// Fates of the batch's slots now. `capture`: what has memory stays readable, whoever holds it.
/// `others`: references to each storage, beside the batch's own, of holders who will not read it.
std::vector<SlotFate> fates_of(const Batch& batch, bool capture, uint32_t others = 0);

/// Plans: drops dead work, merges, places, sets barriers. Merging chains costs a compilation per
/// new kernel, so that only work that comes again should ask for it.
Plan make_plan(const Batch& batch, std::span<const SlotFate> fates, const PlanTarget& target,
               bool fuse_chains);

// The steps, in order. Each works on nodes whose places are still slots.

/// One node per dispatch of which someone can read a result.
std::vector<PlanNode> needed_nodes(const Batch& batch, std::span<const SlotFate> fates,
                                   const Backend& backend);
/// Moves temporaries into arena blocks, shared where lifetimes allow.
void place_temporaries(Plan& plan, std::span<const SlotFate> fates, const PlanTarget& target);
/// Sets barrier_before where a command meets a write, or writes what was read, since the last
/// barrier.
void set_barriers(Plan& plan, size_t alignment);

}  // namespace pumice
