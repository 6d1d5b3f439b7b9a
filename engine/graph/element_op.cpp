// Reading elementwise dispatches: kernels by name, their params by layout.
#include "graph/element_op.h"

#include <cstring>

#include "device/elementwise.h"

namespace pumice {

std::string_view spec_name(const Command& c, std::string_view name) {
  for (size_t i = 0; i < c.kernel->spec.size(); ++i) {
    const KernelSpec& spec = c.kernel->spec[i];
    if (spec.name != name) continue;
    for (size_t v = 0; v < spec.numbers.size(); ++v)
      if (spec.numbers[v] == c.variant.spec[i]) return spec.values[v];
  }
  return {};
}

Pattern pattern_of(const Command& c, size_t operand) {
  Pattern pattern;
  if (spec_name(c, "LAYOUT") == "contiguous") return pattern;
  ElementwiseParams p;
  std::memcpy(&p, c.params.data(), sizeof p);
  uint32_t div = 1;
  for (uint32_t d = 0; d < p.rank && d < kElementwiseDims; ++d) {
    const bool outermost = d + 1 == p.rank;
    const uint32_t stride = p.stride(operand, d);
    if (stride != div) pattern.identity = false;
    if (stride != 0) pattern.dims.push_back({div, outermost ? 0 : p.sizes[d], stride});
    if (!outermost) div *= p.sizes[d];
  }
  if (pattern.identity) pattern.dims.clear();
  return pattern;
}

namespace {

bool uses(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

/// What each kernel does to an element: names and kinds of its arguments, and the function's body.
/// `unused` becomes the position of an operand that only repeats another.
bool describe(const Command& c, ElementOp& op, size_t& unused) {
  const std::string_view kernel = c.kernel->name, row = spec_name(c, "OP");
  const auto formula = [&](Formula::Kind kind, std::string args, bool gradient) {
    const Formula* f = find_formula(kind, row);
    if (!f) return false;
    op.args = std::move(args);
    op.text = gradient ? f->dx : f->y;
    return true;
  };
  if (kernel == "unary") return formula(Formula::unary, "C x", false);
  if (kernel == "unary_grad") return formula(Formula::unary, "C x, C y, C g", true);
  if (kernel == "binary") return formula(Formula::binary, "C a, C b", false);
  if (kernel == "compare") return formula(Formula::compare, "C a, C b", false);
  if (kernel == "logical") return formula(Formula::logical, "bool a, bool b", false);
  if (kernel == "compare_scalar") {
    if (!formula(Formula::compare, "C a", false)) return false;
    op.text = "C b = s0; return " + op.text;  // the right side is the number
    return true;
  }
  if (kernel == "where") {
    const std::string_view scalars = spec_name(c, "SCALARS");
    op.args = scalars == "left"    ? "bool c, C b"
              : scalars == "right" ? "bool c, C a"
                                   : "bool c, C a, C b";
    unused = scalars == "left" ? 1 : scalars == "right" ? 2 : unused;
    op.text = std::string("select(c, ") + (scalars == "left" ? "s0" : "a") + ", " +
              (scalars == "right" ? "s1" : "b") + ")";
    return true;
  }
  if (kernel == "fill") {
    op.text = "s0";
    return true;
  }
  return false;
}

}  // namespace

std::optional<ElementOp> element_op(const PlanNode& node) {
  const Command& c = node.command;
  if (node.fallback || c.fused || c.kernel->structural_bytes != sizeof(ElementwiseParams))
    return {};
  const ScalarType t = c.variant.t;
  if (t != kFloat && t != kHalf && t != kBFloat16 && t != ScalarType::Undefined) return {};
  ElementOp op;
  size_t unused = SIZE_MAX;
  if (spec_name(c, "LAYOUT").empty() || !describe(c, op, unused)) return {};
  op.t = t;
  ElementwiseParams params;
  std::memcpy(&params, c.params.data(), sizeof params);
  op.n = params.n;
  for (size_t b = 0; b < c.binding_count; ++b) {
    const Elem elem = c.kernel->bindings[b].elem;
    if (elem != Elem::T && elem != Elem::boolean) return {};
    ElementOperand operand{node.places[b], c.bindings[b].offset, c.bindings[b].bytes,
                           elem == Elem::boolean, pattern_of(c, b)};
    if (b + 1 < c.binding_count) {
      if (b != unused) op.operands.push_back(std::move(operand));
    } else if (operand.pattern.identity && node.access[b] == Access::write) {
      op.result = std::move(operand);
    } else {
      return {};
    }
  }
  if (!op.text.starts_with("C b")) op.text = "return " + op.text;
  op.text += ";";
  for (int v = 0; v < 2; ++v) {
    const std::string name = v ? "s1" : "s0";
    op.uses_value[v] = uses(op.text, name);
    if (!op.uses_value[v]) continue;
    if (node.values.empty()) return {};
    op.args += (op.args.empty() ? "C " : ", C ") + name;
  }
  if (!node.values.empty()) {
    op.dispatch = node.values[0].dispatch;
    op.values_from = c.kernel->structural_bytes;
  }
  return op;
}

}  // namespace pumice
