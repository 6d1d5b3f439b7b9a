// Einstein-notation equations: what einsum reads out of its string.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "pumice/tensor.h"

namespace pumice {

/// Letters are numbered 'A' to 'Z', then 'a' to 'z'.
inline constexpr int kLetters = 52;
inline constexpr int kEllipsis = kLetters;

struct Equation {
  std::vector<std::vector<int>> operands;  ///< each one's labels, kEllipsis among them
  std::vector<int> output;                 ///< as given, or as implied
};

/// value error "einsum(): ..." in PyTorch's words.
Equation parse_equation(std::string_view text, size_t operands);
/// The letter of a label.
char label_letter(int label);

}  // namespace pumice
