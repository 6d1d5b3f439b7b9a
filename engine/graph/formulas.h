// The formulas of elementwise operators as text, for kernels generated at run time.
#pragma once

#include <string_view>

namespace pumice {

/// A row of shaders/elementwise.def.
struct Formula {
  enum Kind { unary, binary, compare, logical };
  std::string_view name;
  Kind kind;
  std::string_view y;   ///< from x, s0, s1; or from a, b, s0
  std::string_view dx;  ///< from g, x, y, s0, s1; unary rows only
};

/// Null when there is no such row.
const Formula* find_formula(Formula::Kind kind, std::string_view name);

}  // namespace pumice
