// What may become one kernel, and its source.
#include "graph/fuse_group.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace pumice {
namespace {

/// The source of one kernel under construction, with its params.
class Writer {
 public:
  explicit Writer(PlanNode& node) : node_(node) {}

  /// A structural param; returns how the source names it.
  std::string word(uint32_t value) {
    std::memcpy(node_.command.params.data() + bytes_, &value, sizeof value);
    bytes_ += sizeof value;
    params_ += text_of("uint w{};", words_);
    return text_of("p.w{}", words_++);
  }
  /// A param that each run takes from a dispatch.
  std::string value(uint32_t dispatch, uint16_t from) {
    node_.values.push_back({dispatch, from, bytes_, sizeof(float)});
    bytes_ += sizeof(float);
    params_ += text_of("float v{};", values_);
    return text_of("p.v{}", values_++);
  }
  /// The element of a pattern that element i takes.
  std::string index(const Pattern& pattern) {
    if (pattern.identity) return "i";
    const auto known = std::find(patterns_.begin(), patterns_.end(), pattern);
    if (known != patterns_.end()) return text_of("at{}", known - patterns_.begin());
    std::string sum;
    for (const Pattern::Dim& d : pattern.dims) {
      std::string term = "i";
      if (d.div != 1) term += " / " + word(d.div);
      if (d.mod) term += " % " + word(d.mod);
      if (d.stride != 1) term += " * " + word(d.stride);
      sum += (sum.empty() ? "" : " + ") + term;
    }
    body_ += text_of("    const uint at{} = {};\n", patterns_.size(), sum.empty() ? "0" : sum);
    patterns_.push_back(pattern);
    return text_of("at{}", patterns_.size() - 1);
  }
  /// A function for this operation; the same text is written once.
  std::string function(const ElementOp& op) {
    const std::string head = text_of("({})\n{{\n  {}\n}}\n", op.args, op.text);
    const auto known = std::find(functions_.begin(), functions_.end(), head);
    const auto number = known - functions_.begin();
    if (known == functions_.end()) {
      functions_.push_back(head);
      function_text_ +=
          text_of("FUNCTION {} op{}{}", op.result.boolean ? "bool" : "C", number, head);
    }
    return text_of("op{}", number);
  }
  void bind(const char* words, size_t number, const ElementOperand& place) {
    bindings_ += text_of("{}({}, {}, b{})\n", words, number, place.boolean ? "BOOL" : "T", number);
  }
  void line(const std::string& text) { body_ += "    " + text + "\n"; }
  std::string source() const {
    return "PARAMS(" + params_ + ")\n" + bindings_ + "\n" + function_text_ +
           "KERNEL\n{\n  FOR_EACH(i, p.w0) {\n" + body_ + "  }\n}\n";
  }
  uint16_t param_bytes() const { return bytes_; }

 private:
  PlanNode& node_;
  uint16_t bytes_ = 0;
  int words_ = 0, values_ = 0;
  std::string params_, bindings_, function_text_, body_;
  std::vector<Pattern> patterns_;
  std::vector<std::string> functions_;
};

uint64_t hash_text(std::string_view text, uint64_t h) {
  for (const unsigned char c : text) h = (h ^ c) * 0x100000001b3u;
  return h ^ h >> 29;
}

}  // namespace

FuseGroup::FuseGroup(const ElementOp& first, uint32_t node) { append(first, node); }

int FuseGroup::writer_of(const ElementOperand& place) const {
  for (size_t s = steps_.size(); s-- > 0;)
    if (steps_[s].op.result.same_place(place)) return static_cast<int>(s);
  return -1;
}

/// Loads stand before stores and every place keeps one meaning: an operand that meets a result of
/// the group must be that result, a result that meets an operand must be the same element of it.
bool FuseGroup::fits_memory(const ElementOp& op) const {
  for (const ElementOperand& operand : op.operands)
    for (const Step& step : steps_)
      if (step.op.result.overlaps(operand) && !step.op.result.same_place(operand)) return false;
  for (const Step& step : steps_)
    if (step.op.result.overlaps(op.result) && !step.op.result.same_place(op.result)) return false;
  for (const ElementOperand& load : loads_)
    if (load.overlaps(op.result) && !load.same_place(op.result)) return false;
  for (const ElementOperand& operand : op.operands)
    if (operand.overlaps(op.result) && !operand.same_place(op.result)) return false;
  return true;
}

bool FuseGroup::connected(const ElementOp& op) const {
  for (const ElementOperand& operand : op.operands) {
    if (writer_of(operand) >= 0) return true;
    for (const ElementOperand& load : loads_)
      if (load.same_place(operand)) return true;
  }
  return false;
}

void FuseGroup::append(const ElementOp& op, uint32_t node) {
  Step step{op, {}};
  for (const ElementOperand& operand : op.operands) {
    int value = writer_of(operand);
    if (value < 0) {
      const auto same = [&](const ElementOperand& load) { return load.same_place(operand); };
      const auto known = std::find_if(loads_.begin(), loads_.end(), same);
      value = -1 - static_cast<int>(known - loads_.begin());
      if (known == loads_.end()) loads_.push_back(operand);
    }
    step.inputs.push_back(value);
  }
  steps_.push_back(std::move(step));
  members_.push_back(node);
  if (op.t != ScalarType::Undefined) t_ = op.t;
}

std::vector<int> FuseGroup::stores(const Wanted& wanted) const {
  std::vector<int> list;
  for (size_t s = 0; s < steps_.size(); ++s) {
    const ElementOperand& result = steps_[s].op.result;
    if (writer_of(result) == static_cast<int>(s) && wanted(result.slot, members_))
      list.push_back(static_cast<int>(s));
  }
  return list;
}

bool FuseGroup::within_limits(const Wanted& wanted) const {
  size_t bindings = loads_.size(), bytes = sizeof(uint32_t);
  for (const int s : stores(wanted)) {
    const auto same = [&](const ElementOperand& l) {
      return l.same_place(steps_[static_cast<size_t>(s)].op.result);
    };
    bindings += std::none_of(loads_.begin(), loads_.end(), same);
  }
  std::vector<Pattern> patterns;
  for (const ElementOperand& load : loads_) {
    if (std::find(patterns.begin(), patterns.end(), load.pattern) != patterns.end()) continue;
    patterns.push_back(load.pattern);
    bytes += load.pattern.dims.size() * 3 * sizeof(uint32_t);
  }
  for (const Step& step : steps_)
    bytes += (step.op.uses_value[0] + step.op.uses_value[1]) * sizeof(float);
  return bindings <= kMaxBindings && bytes <= kMaxParamBytes;
}

bool FuseGroup::join(const ElementOp& op, uint32_t node, const Wanted& wanted) {
  const bool types_agree =
      op.t == t_ || op.t == ScalarType::Undefined || t_ == ScalarType::Undefined;
  if (op.n != steps_[0].op.n || !types_agree || !connected(op) || !fits_memory(op)) return false;
  FuseGroup grown = *this;
  grown.append(op, node);
  if (!grown.within_limits(wanted)) return false;
  *this = std::move(grown);
  return true;
}

PlanNode FuseGroup::emit(const Wanted& wanted,
                         std::vector<std::unique_ptr<FusedKernel>>& kernels) const {
  PlanNode node;
  Command& c = node.command;
  auto kernel = std::make_unique<FusedKernel>();
  kernel->t = t_ == ScalarType::Undefined ? kFloat : t_;
  Writer out(node);
  out.word(steps_[0].op.n);
  const std::vector<int> kept = stores(wanted);
  const auto store_of = [&](const ElementOperand& place) {
    for (const int s : kept)
      if (steps_[static_cast<size_t>(s)].op.result.same_place(place)) return s;
    return -1;
  };
  const auto bind = [&](const ElementOperand& place, Access access) {
    const size_t b = c.binding_count++;
    out.bind(access == Access::read    ? "READS"
             : access == Access::write ? "WRITES"
                                       : "UPDATES",
             b, place);
    c.bindings[b] = {nullptr, place.offset, place.bytes};
    node.places[b] = place.slot;
    node.access[b] = access;
    kernel->elements[b] = place.boolean ? kBool : kernel->t;
    return b;
  };

  std::vector<std::pair<int, size_t>> bound_stores;  // step, binding
  for (size_t l = 0; l < loads_.size(); ++l) {
    const int store = store_of(loads_[l]);
    const size_t b = bind(loads_[l], store < 0 ? Access::read : Access::update);
    if (store >= 0) bound_stores.emplace_back(store, b);
    const std::string index = out.index(loads_[l].pattern);
    out.line(
        text_of("const {} l{} = LOAD(b{}, {});", loads_[l].boolean ? "bool" : "C", l, b, index));
  }
  for (size_t s = 0; s < steps_.size(); ++s) {
    const ElementOp& op = steps_[s].op;
    std::string arguments;
    const auto pass = [&](const std::string& a) {
      arguments += (arguments.empty() ? "" : ", ") + a;
    };
    for (const int input : steps_[s].inputs)
      pass(input < 0 ? text_of("l{}", -1 - input) : text_of("t{}", input));
    for (uint16_t v = 0; v < 2; ++v)
      if (op.uses_value[v])
        pass(out.value(op.dispatch, static_cast<uint16_t>(op.values_from + v * sizeof(float))));
    out.line(text_of("const {} t{} = {}({});", op.result.boolean ? "bool" : "C", s,
                     out.function(op), arguments));
  }
  for (const int s : kept) {
    const ElementOperand& result = steps_[static_cast<size_t>(s)].op.result;
    const auto known = std::find_if(bound_stores.begin(), bound_stores.end(),
                                    [&](const auto& p) { return p.first == s; });
    const size_t b = known != bound_stores.end() ? known->second : bind(result, Access::write);
    out.line(text_of("STORE(b{}, i, t{});", b, s));
  }

  kernel->source = out.source();
  kernel->binding_count = c.binding_count;
  kernel->param_bytes = out.param_bytes();
  kernel->id = hash_text(kernel->source, 0xcbf29ce484222325u);
  for (size_t b = 0; b < c.binding_count; ++b)
    kernel->id = hash_text(dtype_short_name(kernel->elements[b]), kernel->id);
  c.groups = (steps_[0].op.n + 1023) / 1024;
  c.fused = kernel.get();
  kernels.push_back(std::move(kernel));
  return node;
}

}  // namespace pumice
