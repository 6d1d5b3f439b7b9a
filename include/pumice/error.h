// The one exception type that pumice throws.
#pragma once

#include <stdexcept>
#include <string>

namespace pumice {

/// What went wrong, for callers that act on it; the message says the rest.
enum class ErrorKind {
  shape,        ///< sizes that do not fit together
  dtype,        ///< a dtype that the operator does not take
  index,        ///< an index or dim out of range
  value,        ///< an argument outside its domain (dropout probability 2)
  device,       ///< a device that is missing, lost, or mixed with another
  memory,       ///< memory ran out
  format,       ///< a file or string that cannot be parsed
  unsupported,  ///< a combination that pumice does not offer
  autograd,     ///< a wrong use of the differentiation engine
  internal      ///< a broken promise inside pumice or a driver
};

/// Thrown by every function of pumice; the message begins with the operator's name.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }
  /// What what() says, under the names that c10::Error has for it.
  std::string msg() const { return what(); }
  const char* what_without_backtrace() const noexcept { return what(); }

 private:
  ErrorKind kind_;
};

}  // namespace pumice
