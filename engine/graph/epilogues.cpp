// Biases, residuals and activations folded into dense kernels.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "graph/element_op.h"
#include "graph/fuse.h"

namespace pumice {
namespace {

constexpr size_t kAbsent = SIZE_MAX;

/// How far apart a dense node and what follows it may stand.
constexpr size_t kWindow = 16;

size_t spec_at(const KernelInfo& kernel, std::string_view name) {
  const auto found = std::ranges::find(kernel.spec, name, &KernelSpec::name);
  return found == kernel.spec.end() ? kAbsent : static_cast<size_t>(found - kernel.spec.begin());
}

size_t binding_at(const KernelInfo& kernel, std::string_view name) {
  const auto found = std::ranges::find(kernel.bindings, name, &KernelBinding::name);
  return found == kernel.bindings.end() ? kAbsent
                                        : static_cast<size_t>(found - kernel.bindings.begin());
}

/// Sets a specialization constant; false where the kernel has no such value, or it is set already.
bool set_spec(Command& c, std::string_view name, std::string_view value) {
  const size_t at = spec_at(*c.kernel, name);
  if (at == kAbsent || c.variant.spec[at] != 0) return false;
  const KernelSpec& spec = c.kernel->spec[at];
  const auto found = std::ranges::find(spec.values, value);
  if (found == spec.values.end()) return false;
  c.variant.spec[at] = spec.numbers[static_cast<size_t>(found - spec.values.begin())];
  return true;
}

/// A structural param by name; dense kernels have whole numbers alone.
uint32_t param(const Command& c, std::string_view name) {
  size_t word = 0;
  for (const KernelParam& p : c.kernel->params) {
    if (p.name == name) break;
    word += p.count;
  }
  uint32_t value;
  std::memcpy(&value, c.params.data() + word * sizeof value, sizeof value);
  return value;
}

/// Whether an operand laid out so is what the dense kernel's BIAS means: element i of the result
/// takes element i / div % mod of it.
bool is_bias(const Command& dense, std::string_view form, const Pattern& pattern) {
  const bool channel = form == "channel";
  const uint32_t div = channel ? param(dense, "oh") * param(dense, "ow") : 1;
  const uint32_t mod = param(dense, channel ? "o" : "n");
  if (pattern.dims.empty()) return mod == 1;
  const uint64_t elements =
      dense.bindings[dense.binding_count - 1u].bytes / element_size(dense.variant.t);
  const Pattern::Dim& d = pattern.dims[0];
  const bool whole = d.mod == mod || (d.mod == 0 && uint64_t{div} * mod == elements);
  return pattern.dims.size() == 1 && d.div == div && d.stride == 1 && whole;
}

bool equal_ranges(const Command::Range& a, const Command::Range& b) {
  return a.offset == b.offset && a.bytes == b.bytes;
}

std::vector<uint32_t> slots_of(const PlanNode& node) {
  std::vector<uint32_t> slots(node.places.begin(),
                              node.places.begin() + node.command.binding_count);
  std::ranges::sort(slots);
  slots.erase(std::ranges::unique(slots).begin(), slots.end());
  return slots;
}

class Merger {
 public:
  Merger(Plan& plan, std::span<const SlotFate> fates, const Backend& backend)
      : nodes_(plan.nodes),
        fates_(fates),
        backend_(backend),
        users_(fates.size()),
        gone_(plan.nodes.size()) {
    for (const PlanNode& node : nodes_) count(node, 1);
  }

  void run() {
    for (size_t n = 0; n < nodes_.size(); ++n) {
      const PlanNode& node = nodes_[n];
      if (node.fallback || node.command.kernel->dense) continue;
      const std::string_view kernel = node.command.kernel->name;
      if (kernel == "unary")
        merge(n, 0);
      else if (kernel == "binary" && spec_name(node.command, "OP") == "add")
        merge(n, 1) || merge(n, 0);
    }
    size_t kept = 0;
    for (size_t n = 0; n < nodes_.size(); ++n)
      if (!gone_[n]) {
        if (kept != n) nodes_[kept] = std::move(nodes_[n]);
        ++kept;
      }
    nodes_.resize(kept);
  }

 private:
  void count(const PlanNode& node, int by) {
    for (uint32_t slot : slots_of(node)) users_[slot] += by;
  }

  /// The dense node that makes what node n reads as `operand`, with nothing between them that
  /// touches it or changes what the dense node reads; kAbsent when there is none.
  size_t maker(size_t n, size_t operand) const {
    const uint32_t slot = nodes_[n].places[operand];
    const auto touches = [](const PlanNode& node, uint32_t s) {
      const auto end = node.places.begin() + node.command.binding_count;
      return std::find(node.places.begin(), end, s) != end;
    };
    for (size_t m = n; m-- > 0 && n - m < kWindow;) {
      if (gone_[m] || !touches(nodes_[m], slot)) continue;
      const PlanNode& dense = nodes_[m];
      const size_t out = dense.command.binding_count - size_t{1};
      if (dense.fallback || !dense.command.kernel->dense || dense.places[out] != slot)
        return kAbsent;
      for (size_t between = m + 1; between < n; ++between) {
        const PlanNode& node = nodes_[between];
        for (size_t b = 0; b < node.command.binding_count && !gone_[between]; ++b)
          if (node.access[b] != Access::read && touches(dense, node.places[b])) return kAbsent;
      }
      return m;
    }
    return kAbsent;
  }

  /// Puts the dense node that makes `operand` of node n in that node's place, if it can do what
  /// node n does.
  bool merge(size_t n, size_t operand) {
    const size_t m = maker(n, operand);
    if (m == kAbsent) return false;
    const PlanNode& node = nodes_[n];
    PlanNode merged = nodes_[m];
    const size_t out = merged.command.binding_count - size_t{1};
    const size_t result = node.command.binding_count - size_t{1};
    const Command::Range made = merged.command.bindings[out];
    const uint32_t between = merged.places[out];
    const bool in_place = node.places[result] == between;
    // What lies between must be of no use to anyone else.
    if (!in_place && (fates_[between].readable || users_[between] != 2)) return false;
    if (in_place && !equal_ranges(made, node.command.bindings[result])) return false;
    if (node.command.variant.t != merged.command.variant.t ||
        !equal_ranges(made, node.command.bindings[operand]) ||
        made.bytes != node.command.bindings[result].bytes ||
        !pattern_of(node.command, operand).identity || !pattern_of(node.command, result).identity)
      return false;
    const bool done = result == 1
                          ? set_spec(merged.command, "EPILOGUE", spec_name(node.command, "OP"))
                          : add(merged, node, 1 - operand);
    if (!done) return false;
    merged.places[out] = node.places[result];
    merged.command.bindings[out] = node.command.bindings[result];
    if (!may_write(merged) || !backend_.supports(*merged.command.kernel, merged.command.variant))
      return false;
    count(nodes_[m], -1);
    count(nodes_[n], -1);
    count(merged, 1);
    gone_[m] = true;
    nodes_[n] = std::move(merged);
    return true;
  }

  /// Makes `dense` add the other operand of the addition `node`: as a bias or a residual.
  static bool add(PlanNode& dense, const PlanNode& node, size_t other) {
    Command& c = dense.command;
    const size_t epilogue = spec_at(*c.kernel, "EPILOGUE"), out = c.binding_count - size_t{1};
    if (epilogue == kAbsent || c.variant.spec[epilogue] != 0 ||
        node.places[other] == dense.places[out])
      return false;
    const Pattern pattern = pattern_of(node.command, other);
    const size_t bias = spec_at(*c.kernel, "BIAS");
    size_t binding = kAbsent;
    if (pattern.identity) {
      if (set_spec(c, "RESIDUAL", "add")) binding = binding_at(*c.kernel, "residual");
    } else if (bias != kAbsent) {
      const std::string_view form = c.kernel->spec[bias].values[1];
      if (is_bias(c, form, pattern) && set_spec(c, "BIAS", form))
        binding = binding_at(*c.kernel, "bias");
    }
    if (binding == kAbsent) return false;
    dense.places[binding] = node.places[other];
    c.bindings[binding] = node.command.bindings[other];
    return true;
  }

  /// Whether the node writes over nothing that it reads, but its residual element by element.
  static bool may_write(const PlanNode& dense) {
    const size_t out = dense.command.binding_count - size_t{1};
    const size_t residual = binding_at(*dense.command.kernel, "residual");
    const size_t added = spec_at(*dense.command.kernel, "RESIDUAL");
    for (size_t b = 0; b < out; ++b) {
      if (dense.places[b] != dense.places[out]) continue;
      const bool same_element =
          b == residual && added != kAbsent && dense.command.variant.spec[added] != 0 &&
          equal_ranges(dense.command.bindings[b], dense.command.bindings[out]);
      if (!same_element) return false;
    }
    return true;
  }

  std::vector<PlanNode>& nodes_;
  std::span<const SlotFate> fates_;
  const Backend& backend_;
  std::vector<int> users_;  ///< nodes that touch a slot
  std::vector<bool> gone_;
};

}  // namespace

void merge_epilogues(Plan& plan, std::span<const SlotFate> fates, const Backend& backend) {
  Merger(plan, fates, backend).run();
}

}  // namespace pumice
