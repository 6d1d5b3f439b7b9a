// Warnings: what is said beside a result, and who hears it (libtorch's c10::Warning and its like).
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace pumice {

/// Where a warning was given.
struct SourceLocation {
  const char* function;
  const char* file;
  uint32_t line;
};

class Warning {
 public:
  class UserWarning {};
  class DeprecationWarning {};
  using warning_variant_t = std::variant<UserWarning, DeprecationWarning>;

  Warning(warning_variant_t type, const SourceLocation& source_location, std::string msg,
          bool verbatim)
      : type_(type), source_location_(source_location), msg_(std::move(msg)), verbatim_(verbatim) {}

  warning_variant_t type() const { return type_; }
  const SourceLocation& source_location() const { return source_location_; }
  const std::string& msg() const { return msg_; }
  /// The message needs no place beside it. pumice's own notes on the machine are such; they begin
  /// with "pumice: ".
  bool verbatim() const { return verbatim_; }

 private:
  warning_variant_t type_;
  SourceLocation source_location_;
  std::string msg_;
  bool verbatim_;
};

using UserWarning = Warning::UserWarning;
using DeprecationWarning = Warning::DeprecationWarning;

/// Hands the warning to this thread's handler.
void warn(const Warning& warning);

/// Hears warnings where they arise, perhaps while pumice holds locks: to be remembered or written,
/// not answered by operators.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  /// One line on stderr; none with PUMICE_QUIET=1.
  virtual void process(const Warning& warning);
};

namespace WarningUtils {

/// Makes the handler, which must outlive its use, this thread's; null for the usual one.
void set_warning_handler(WarningHandler* handler) noexcept;
WarningHandler* get_warning_handler() noexcept;

/// Makes a handler this thread's while it lives.
class WarningHandlerGuard {
 public:
  explicit WarningHandlerGuard(WarningHandler* handler) : before_(get_warning_handler()) {
    set_warning_handler(handler);
  }
  WarningHandlerGuard(const WarningHandlerGuard&) = delete;
  WarningHandlerGuard& operator=(const WarningHandlerGuard&) = delete;
  ~WarningHandlerGuard() { set_warning_handler(before_); }

 private:
  WarningHandler* before_;
};

/// Whether what is said once is said each time, on every thread.
void set_warnAlways(bool always) noexcept;
bool get_warnAlways() noexcept;

/// Sets that while it lives.
struct WarnAlways {
 public:
  explicit WarnAlways(bool setting = true) : before_(get_warnAlways()) { set_warnAlways(setting); }
  WarnAlways(const WarnAlways&) = delete;
  WarnAlways& operator=(const WarnAlways&) = delete;
  ~WarnAlways() { set_warnAlways(before_); }

 private:
  bool before_;
};

}  // namespace WarningUtils

}  // namespace pumice
