// Raising pumice::Error with formatted messages.
#pragma once

#include <fmt/core.h>

#include "pumice/array_ref.h"
#include "pumice/error.h"

namespace pumice {

[[noreturn]] void throw_error(ErrorKind kind, fmt::string_view format, fmt::format_args args);

/// Throws an Error whose message begins with the operator: fail(ErrorKind::shape, "mm: ...", ...).
template <class... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw_error(kind, format, fmt::make_format_args(args...));
}

/// fail() unless ok; the arguments are formatted only then.
template <class... Args>
void check(bool ok, ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  if (!ok) [[unlikely]]
    throw_error(kind, format, fmt::make_format_args(args...));
}

/// "(4, 3)", as messages show shapes; "()" for a scalar, "(3,)" for one dim.
std::string shape_str(IntArrayRef sizes);

/// One line on stderr, once per distinct message; silent with PUMICE_QUIET=1.
void warn_once(const std::string& message);

}  // namespace pumice
