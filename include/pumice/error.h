// What pumice throws: one exception type with a kind, and PyTorch's classes of it.
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

/// The classes that PyTorch throws where Error says too little, for callers that catch one alone.
class IndexError : public Error {  ///< an index, dim or key out of range
  using Error::Error;
};
class ValueError : public Error {  ///< an argument outside its domain, where PyTorch says so
  using Error::Error;
};
class TypeError : public Error {  ///< an argument of a type that the function does not take
  using Error::Error;
};
class NotImplementedError : public Error {  ///< a dtype or combination that is not offered
  using Error::Error;
};
class LinAlgError : public Error {  ///< a matrix that has no inverse or factors
  using Error::Error;
};
class OutOfMemoryError : public Error {  ///< memory ran out
  using Error::Error;
};

}  // namespace pumice
