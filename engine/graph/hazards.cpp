// Barriers: only where bytes meet.
#include <unordered_map>

#include "graph/plan.h"

namespace pumice {
namespace {

struct Touch {
  uint64_t begin, end;
  bool write;
};

/// What commands did to each place since the last barrier.
class Tracker {
 public:
  explicit Tracker(uint64_t alignment) : alignment_(alignment) {}
  bool conflicts(const PlanNode& node) const {
    for (size_t b = 0; b < node.command.binding_count; ++b) {
      const auto found = touched_.find(node.places[b]);
      if (found == touched_.end()) continue;
      const Touch now = touch(node, b);
      for (const Touch& before : found->second)
        if ((now.write || before.write) && now.begin < before.end && before.begin < now.end)
          return true;
    }
    return false;
  }
  void note(const PlanNode& node) {
    for (size_t b = 0; b < node.command.binding_count; ++b)
      touched_[node.places[b]].push_back(touch(node, b));
  }
  void clear() { touched_.clear(); }

 private:
  /// A view is bound from an aligned offset on, and what is bound counts as read.
  Touch touch(const PlanNode& node, size_t b) const {
    const Command::Range& range = node.command.bindings[b];
    const bool write = node.access[b] != Access::read;
    return {write ? range.offset : range.offset / alignment_ * alignment_,
            range.offset + range.bytes, write};
  }
  uint64_t alignment_;
  std::unordered_map<uint32_t, std::vector<Touch>> touched_;
};

}  // namespace

void set_barriers(Plan& plan, size_t alignment) {
  Tracker tracker(alignment);
  for (PlanNode& node : plan.nodes) {
    if (node.fallback) {  // runs between two submissions, which are ordered as a whole
      plan.has_fallback = true;
      tracker.clear();
      continue;
    }
    node.command.barrier_before = tracker.conflicts(node);
    if (node.command.barrier_before) {
      ++plan.barriers;
      tracker.clear();
    }
    tracker.note(node);
  }
}

}  // namespace pumice
