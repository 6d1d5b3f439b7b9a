// The planner's first step and the order of the others.
#include "graph/plan.h"

#include "graph/fuse.h"

namespace pumice {

std::vector<SlotFate> fates_of(const Batch& batch, bool capture, uint32_t others) {
  std::vector<SlotFate> fates;
  fates.reserve(batch.slots().size());
  for (const Batch::Slot& slot : batch.slots()) {
    const Storage& s = *slot.storage;
    const bool has_memory = s.memory != nullptr;
    // One reference is the slot's own, one each binding's; any other belongs to someone outside.
    const bool held = s.tensors.load(std::memory_order_acquire) > 0 ||
                      s.use_count() > slot.uses + 1 + others || (capture && has_memory);
    fates.push_back({.temporary = !held && !has_memory, .readable = held, .bytes = s.bytes});
  }
  return fates;
}

namespace {

PlanNode node_of(const Batch& batch, uint32_t index) {
  const Dispatch& d = batch.dispatches()[index];
  PlanNode node;
  Command& c = node.command;
  c.kernel = d.kernel;
  c.variant = d.variant;
  c.binding_count = d.binding_count;
  c.params = d.params;
  c.groups = d.groups;
  c.width = d.width;
  for (size_t i = 0; i < d.binding_count; ++i) {
    node.places[i] = batch.find(*d.bindings[i].storage);
    node.access[i] = d.kernel->bindings[i].access;
    c.bindings[i] = {nullptr, d.bindings[i].offset, d.bindings[i].bytes};
  }
  const uint16_t fixed = d.kernel->structural_bytes;
  if (d.kernel->param_bytes > fixed)
    node.values.push_back(
        {index, fixed, fixed, static_cast<uint16_t>(d.kernel->param_bytes - fixed)});
  return node;
}

}  // namespace

std::vector<PlanNode> needed_nodes(const Batch& batch, std::span<const SlotFate> fates,
                                   const Backend& backend) {
  const size_t count = batch.size();
  std::vector<bool> wanted(fates.size());
  for (size_t i = 0; i < fates.size(); ++i) wanted[i] = fates[i].readable;
  std::vector<bool> needed(count);
  std::vector<PlanNode> nodes(count);
  for (size_t i = count; i-- > 0;) {
    nodes[i] = node_of(batch, static_cast<uint32_t>(i));
    const PlanNode& node = nodes[i];
    const size_t bindings = node.command.binding_count;
    for (size_t b = 0; b < bindings; ++b)
      if (node.access[b] != Access::read && wanted[node.places[b]]) needed[i] = true;
    if (!needed[i]) continue;
    for (size_t b = 0; b < bindings; ++b) wanted[node.places[b]] = true;
  }
  std::vector<PlanNode> kept;
  for (size_t i = 0; i < count; ++i) {
    if (!needed[i]) continue;
    const Command& c = nodes[i].command;
    nodes[i].fallback = !backend.supports(*c.kernel, c.variant);
    kept.push_back(std::move(nodes[i]));
  }
  return kept;
}

Plan make_plan(const Batch& batch, std::span<const SlotFate> fates, const PlanTarget& target,
               bool fuse_chains) {
  Plan plan;
  plan.nodes = needed_nodes(batch, fates, *target.backend);
  merge_epilogues(plan, fates, *target.backend);
  plan.fused_chains = target.can_fuse && fuse_chains;
  if (plan.fused_chains) fuse_elementwise(plan, fates);
  place_temporaries(plan, fates, target);
  set_barriers(plan, target.alignment);
  return plan;
}

}  // namespace pumice
