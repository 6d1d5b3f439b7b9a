// Raising pumice::Error with formatted messages.
#pragma once

#include <fmt/core.h>

#include "pumice/array_ref.h"
#include "pumice/device.h"
#include "pumice/error.h"

namespace pumice {

/// fmt::vformat, which its headers would compile anew in each object.
std::string format_text(fmt::string_view format, fmt::format_args args);
/// fmt::format by way of that.
template <class... Args>
std::string text_of(fmt::format_string<Args...> format, Args&&... args) {
  return format_text(format, fmt::make_format_args(args...));
}

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

/// The same as the class that PyTorch has for it: check_as<LinAlgError>(...).
template <class E, class... Args>
void check_as(bool ok, ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  if (!ok) [[unlikely]]
    throw E(kind, format_text(format, fmt::make_format_args(args...)));
}

/// A value that must outlive this and how to write it, which happens only where a message is shown.
template <auto write, class T>
struct Shown {
  T value;
  operator std::string() const { return write(value); }
};

/// "(4, 3)", as messages show shapes; "()" for a scalar, "(3,)" for one dim.
std::string write_shape(IntArrayRef sizes);
inline Shown<write_shape, IntArrayRef> shape_str(IntArrayRef sizes) { return {sizes}; }

}  // namespace pumice

template <auto write, class T>
struct fmt::formatter<pumice::Shown<write, T>> : fmt::formatter<std::string> {
  template <class Context>
  auto format(const pumice::Shown<write, T>& shown, Context& context) const {
    return fmt::formatter<std::string>::format(std::string(shown), context);
  }
};

template <>
struct fmt::formatter<pumice::Device> : fmt::formatter<std::string> {
  template <class Context>
  auto format(pumice::Device device, Context& context) const {
    return fmt::formatter<std::string>::format(device.str(), context);
  }
};
