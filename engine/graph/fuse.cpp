// Finding chains of elementwise nodes.
#include "graph/fuse.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "graph/fuse_group.h"

namespace pumice {
namespace {

/// How far ahead a chain's next member may stand.
constexpr size_t kWindow = 48;

/// What nodes that stay behind do to slots: a member may only be moved over them if it does not
/// care.
class Passed {
 public:
  explicit Passed(size_t slots) : touch_(slots) {}
  void note(const PlanNode& node) {
    for (size_t b = 0; b < node.command.binding_count; ++b) {
      uint8_t& t = touch_[node.places[b]];
      if (!t) slots_.push_back(node.places[b]);
      t |= node.access[b] == Access::read ? kRead : kWritten;
    }
  }
  bool lets_pass(const PlanNode& node) const {
    for (size_t b = 0; b < node.command.binding_count; ++b) {
      const uint8_t t = touch_[node.places[b]];
      if (t & kWritten || (t && node.access[b] != Access::read)) return false;
    }
    return true;
  }
  void clear() {
    for (uint32_t slot : slots_) touch_[slot] = 0;
    slots_.clear();
  }

 private:
  static constexpr uint8_t kRead = 1, kWritten = 2;
  std::vector<uint8_t> touch_;
  std::vector<uint32_t> slots_;
};

/// Readers of each slot.
std::vector<std::vector<uint32_t>> readers_of(const Plan& plan, size_t slots) {
  std::vector<std::vector<uint32_t>> readers(slots);
  for (size_t n = 0; n < plan.nodes.size(); ++n)
    for (size_t b = 0; b < plan.nodes[n].command.binding_count; ++b)
      if (plan.nodes[n].access[b] != Access::write)
        readers[plan.nodes[n].places[b]].push_back(static_cast<uint32_t>(n));
  return readers;
}

}  // namespace

bool fusion_enabled() {
  const char* wish = std::getenv("PUMICE_FUSION");
  return !wish || std::strcmp(wish, "off") != 0;
}

void fuse_elementwise(Plan& plan, std::span<const SlotFate> fates) {
  const size_t count = plan.nodes.size();
  std::vector<std::optional<ElementOp>> ops(count);
  for (size_t n = 0; n < count; ++n) ops[n] = element_op(plan.nodes[n]);
  const auto readers = readers_of(plan, fates.size());
  const auto wanted = [&](uint32_t slot, const std::vector<uint32_t>& members) {
    return fates[slot].readable ||
           std::any_of(readers[slot].begin(), readers[slot].end(), [&](uint32_t reader) {
             return std::find(members.begin(), members.end(), reader) == members.end();
           });
  };

  std::vector<bool> taken(count);
  std::vector<PlanNode> merged;
  Passed passed(fates.size());
  for (size_t n = 0; n < count; ++n) {
    if (taken[n]) continue;
    if (!ops[n]) {
      merged.push_back(std::move(plan.nodes[n]));
      continue;
    }
    FuseGroup group(*ops[n], static_cast<uint32_t>(n));
    passed.clear();
    for (size_t next = n + 1; next < std::min(count, n + kWindow); ++next) {
      if (taken[next]) continue;
      if (ops[next] && passed.lets_pass(plan.nodes[next]) &&
          group.join(*ops[next], static_cast<uint32_t>(next), wanted))
        taken[next] = true;
      else
        passed.note(plan.nodes[next]);
    }
    if (group.size() > 1)
      merged.push_back(group.emit(wanted, plan.fused));
    else
      merged.push_back(std::move(plan.nodes[n]));
  }
  plan.nodes = std::move(merged);
}

}  // namespace pumice
