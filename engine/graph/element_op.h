// ElementOp: an elementwise dispatch taken apart into what it does to one element.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/formulas.h"
#include "graph/plan.h"

namespace pumice {

/// How element i of an iteration finds its place in an operand: a sum over dims of
/// i / div % mod * stride; mod 0 means the outermost dim. No dims: always element 0.
struct Pattern {
  struct Dim {
    uint32_t div, mod, stride;
    friend bool operator==(const Dim&, const Dim&) = default;
  };
  bool identity = true;  ///< element i, and no dims
  std::vector<Dim> dims;
  friend bool operator==(const Pattern&, const Pattern&) = default;
};

struct ElementOperand {
  uint32_t slot = 0;
  uint64_t offset = 0, bytes = 0;
  bool boolean = false;
  Pattern pattern;
  bool same_place(const ElementOperand& o) const {
    return slot == o.slot && offset == o.offset && boolean == o.boolean && pattern == o.pattern;
  }
  bool overlaps(const ElementOperand& o) const {
    return slot == o.slot && offset < o.offset + o.bytes && o.offset < offset + bytes;
  }
};

/// result[i] = expression of the operands' elements and of up to two values. `text` is a function
/// body over `args`, which stand in the order of the operands, then s0 and s1 where they are used.
struct ElementOp {
  uint32_t n = 0;
  ScalarType t = ScalarType::Undefined;  ///< of operands and result that are not bool
  std::string args, text;
  std::vector<ElementOperand> operands;
  ElementOperand result;
  bool uses_value[2] = {false, false};
  uint32_t dispatch = 0;     ///< where the values are taken from
  uint16_t values_from = 0;  ///< their byte offset in its params
};

/// A specialization constant's value by name; empty when the kernel has none so called.
std::string_view spec_name(const Command& command, std::string_view constant);
/// How a kernel with elementwise params (device/elementwise.h) finds the elements of an operand.
Pattern pattern_of(const Command& command, size_t operand);

/// The form of a node whose result is written element by element in the order of its memory; none
/// for other kernels, and for those that compute in anything but float.
std::optional<ElementOp> element_op(const PlanNode& node);

}  // namespace pumice
