// Reads einsum's equations.
#include "ops/einsum_parse.h"

#include "base/error.h"

namespace pumice {
namespace {

int label_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  return c >= 'a' && c <= 'z' ? c - 'a' + 26 : -1;
}

[[noreturn]] void invalid_subscript(size_t at) {
  fail(
      ErrorKind::value,
      "einsum(): invalid subscript given at index {} in the equation string, subscripts must be in "
      "[a-zA-Z]",
      at);
}

/// Whether an ellipsis begins here; the cursor then stands on its last point.
bool take_ellipsis(std::string_view text, size_t& at) {
  if (text.substr(at, 3) != "...") return false;
  at += 2;
  return true;
}

std::vector<std::vector<int>> parse_inputs(std::string_view text, size_t operands) {
  std::vector<std::vector<int>> labels(operands);
  size_t current = 0;
  bool ellipsis = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') {
      check(!ellipsis, ErrorKind::value,
            "einsum(): found '.' for operand {} for which an ellipsis was already found", current);
      check(take_ellipsis(text, i), ErrorKind::value,
            "einsum(): found '.' for operand {} that is not part of any ellipsis", current);
      labels[current].push_back(kEllipsis);
      ellipsis = true;
    } else if (c == ',') {
      check(++current < operands, ErrorKind::value,
            "einsum(): fewer operands were provided than specified in the equation");
      ellipsis = false;
    } else if (const int label = label_of(c); label >= 0) {
      labels[current].push_back(label);
    } else {
      invalid_subscript(i);
    }
  }
  check(current + 1 == operands, ErrorKind::value,
        "einsum(): more operands were provided than specified in the equation");
  return labels;
}

/// The text after the arrow, whose first character stands at `offset` in the equation.
std::vector<int> parse_output(std::string_view text, size_t offset,
                              const std::array<int, kLetters + 1>& uses) {
  std::vector<int> output;
  std::array<bool, kLetters + 1> seen{};
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') {
      check(!seen[kEllipsis], ErrorKind::value,
            "einsum(): found '.' for output but an ellipsis (...) was already found");
      check(take_ellipsis(text, i), ErrorKind::value,
            "einsum(): found '.' for output that is not part of any ellipsis (...)");
      seen[kEllipsis] = true;
      output.push_back(kEllipsis);
      continue;
    }
    const int label = label_of(c);
    if (label < 0) invalid_subscript(offset + i);
    check(!seen[label], ErrorKind::value,
          "einsum(): output subscript {} appears more than once in the output", c);
    check(uses[label] > 0, ErrorKind::value,
          "einsum(): output subscript {} does not appear in the equation for any input operand", c);
    seen[label] = true;
    output.push_back(label);
  }
  return output;
}

}  // namespace

char label_letter(int label) {
  return static_cast<char>(label < 26 ? 'A' + label : 'a' + label - 26);
}

Equation parse_equation(std::string_view text, size_t operands) {
  check(operands > 0, ErrorKind::value, "einsum(): must provide at least one operand");
  const size_t arrow = text.find("->");
  Equation equation{parse_inputs(text.substr(0, arrow), operands), {}};
  std::array<int, kLetters + 1> uses{};
  for (const auto& labels : equation.operands)
    for (const int label : labels) ++uses[label];
  if (arrow != std::string_view::npos) {
    equation.output = parse_output(text.substr(arrow + 2), arrow + 2, uses);
    return equation;
  }
  if (uses[kEllipsis]) equation.output.push_back(kEllipsis);
  for (int label = 0; label < kLetters; ++label)
    if (uses[label] == 1) equation.output.push_back(label);
  return equation;
}

}  // namespace pumice
