// Formatting of error messages.
#include "base/error.h"

namespace pumice {

std::string format_text(fmt::string_view format, fmt::format_args args) {
  return fmt::vformat(format, args);
}

void throw_error(ErrorKind kind, fmt::string_view format, fmt::format_args args) {
  const std::string text = format_text(format, args);
  switch (kind) {
    case ErrorKind::index:
      throw IndexError(kind, text);
    case ErrorKind::memory:
      throw OutOfMemoryError(kind, text);
    case ErrorKind::unsupported:
      throw NotImplementedError(kind, text);
    default:
      throw Error(kind, text);
  }
}

std::string write_shape(IntArrayRef sizes) {
  std::string text = "(";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i) text += ", ";
    text += std::to_string(sizes[i]);
  }
  if (sizes.size() == 1) text.push_back(',');
  text.push_back(')');
  return text;
}

}  // namespace pumice
