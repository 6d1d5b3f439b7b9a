// Activations folded into dense kernels.
#include <algorithm>
#include <string_view>

#include "graph/fuse.h"

namespace pumice {
namespace {

/// Position of a kernel's specialization constant, or kMaxSpec.
size_t spec_at(const KernelInfo& kernel, std::string_view name) {
  size_t i = 0;
  while (i < kernel.spec.size() && kernel.spec[i].name != name) ++i;
  return i < kernel.spec.size() ? i : kMaxSpec;
}

/// The activation's name when the node is a contiguous function of one operand, else empty.
std::string_view activation_of(const PlanNode& node) {
  const Command& c = node.command;
  if (node.fallback || std::string_view(c.kernel->name) != "unary") return {};
  const size_t op = spec_at(*c.kernel, "OP"), layout = spec_at(*c.kernel, "LAYOUT");
  if (op == kMaxSpec || layout == kMaxSpec) return {};
  if (c.kernel->spec[layout].values[c.variant.spec[layout]] != std::string_view("contiguous"))
    return {};
  return c.kernel->spec[op].values[c.variant.spec[op]];
}

/// The variant of a dense command that ends in the activation; unchanged when it has none.
Variant with_epilogue(const Command& dense, std::string_view activation) {
  Variant variant = dense.variant;
  const size_t at = spec_at(*dense.kernel, "EPILOGUE");
  if (at == kMaxSpec || variant.spec[at] != 0) return variant;
  const KernelSpec& spec = dense.kernel->spec[at];
  for (size_t v = 0; v < spec.values.size(); ++v)
    if (spec.values[v] == activation) variant.spec[at] = spec.numbers[v];
  return variant;
}

bool touches(const PlanNode& node, uint32_t slot) {
  const auto end = node.places.begin() + node.command.binding_count;
  return std::find(node.places.begin(), end, slot) != end;
}

/// Whether node `act` alone uses what node `dense` makes, and its result may come as early as that.
bool may_merge(const Plan& plan, size_t dense, size_t act, std::span<const SlotFate> fates) {
  const PlanNode& d = plan.nodes[dense];
  const PlanNode& a = plan.nodes[act];
  const size_t out = d.command.binding_count - size_t{1};
  const Command::Range &made = d.command.bindings[out], &read = a.command.bindings[0];
  if (d.places[out] != a.places[0] || made.offset != read.offset || made.bytes != read.bytes)
    return false;
  const uint32_t between = a.places[0], result = a.places[1];
  const bool in_place = between == result;
  if (in_place && a.command.bindings[1].offset != read.offset) return false;
  if (!in_place && fates[between].readable) return false;
  for (size_t b = 0; b < out; ++b)
    if (d.places[b] == result || d.places[b] == between) return false;
  for (size_t n = dense + 1; n < plan.nodes.size(); ++n) {
    if (n == act && in_place) return true;
    if (n == act) continue;
    if (touches(plan.nodes[n], between)) return false;
    if (n < act && touches(plan.nodes[n], result)) return false;
  }
  return true;
}

}  // namespace

void merge_epilogues(Plan& plan, std::span<const SlotFate> fates, const Backend& backend) {
  constexpr size_t kWindow = 16;
  std::vector<bool> gone(plan.nodes.size());
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    PlanNode& dense = plan.nodes[n];
    if (dense.fallback || !dense.command.kernel->dense) continue;
    if (spec_at(*dense.command.kernel, "EPILOGUE") == kMaxSpec) continue;
    for (size_t m = n + 1; m < std::min(plan.nodes.size(), n + kWindow); ++m) {
      const std::string_view name = gone[m] ? std::string_view() : activation_of(plan.nodes[m]);
      if (name.empty()) continue;
      const Variant variant = with_epilogue(dense.command, name);
      if (variant == dense.command.variant || variant.t != plan.nodes[m].command.variant.t ||
          !may_merge(plan, n, m, fates) || !backend.supports(*dense.command.kernel, variant))
        continue;
      const size_t out = dense.command.binding_count - size_t{1};
      dense.command.variant = variant;
      dense.places[out] = plan.nodes[m].places[1];
      dense.command.bindings[out] = plan.nodes[m].command.bindings[1];
      gone[m] = true;
      break;
    }
  }
  size_t kept = 0;
  for (size_t n = 0; n < plan.nodes.size(); ++n)
    if (!gone[n]) {
      if (kept != n) plan.nodes[kept] = std::move(plan.nodes[n]);
      ++kept;
    }
  plan.nodes.resize(kept);
}

}  // namespace pumice
