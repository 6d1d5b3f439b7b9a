// Warnings: the handlers of threads, and what was said once.
#include "base/warnings.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>

namespace pumice {

namespace {

std::atomic<bool> always{false};
thread_local WarningHandler* chosen = nullptr;

bool is_first(std::string_view text) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> said;
  const std::lock_guard lock(mutex);
  return said.emplace(text).second;
}

}  // namespace

void WarningHandler::process(const Warning& warning) {
  const char* quiet = std::getenv("PUMICE_QUIET");
  if (quiet && std::strcmp(quiet, "1") == 0) return;
  if (warning.verbatim()) {
    std::fprintf(stderr, "%s\n", warning.msg().c_str());
    return;
  }
  const SourceLocation& place = warning.source_location();
  const char* slash = std::strrchr(place.file, '/');
  std::fprintf(stderr, "[W %s:%u] Warning: %s (function %s)\n", slash ? slash + 1 : place.file,
               static_cast<unsigned>(place.line), warning.msg().c_str(), place.function);
}

void warn(const Warning& warning) { WarningUtils::get_warning_handler()->process(warning); }

void warn(std::string text, const SourceLocation& place) {
  warn(Warning(UserWarning(), place, std::move(text), false));
}

void warn_once(std::string_view text, std::string_view known_by, const SourceLocation& place) {
  if (WarningUtils::get_warnAlways() || is_first(known_by.empty() ? text : known_by))
    warn(std::string(text), place);
}

void note_once(const std::string& text) {
  if (!is_first(text)) return;
  warn(Warning(UserWarning(), {__func__, __FILE__, __LINE__}, "pumice: " + text, true));
}

namespace WarningUtils {

void set_warning_handler(WarningHandler* handler) noexcept { chosen = handler; }
WarningHandler* get_warning_handler() noexcept {
  // Never deleted: it hears what is said at the program's end, too.
  static auto* const usual = new WarningHandler;  // NOLINT(bugprone-unhandled-exception-at-new)
  return chosen ? chosen : usual;
}
void set_warnAlways(bool setting) noexcept { always = setting; }
bool get_warnAlways() noexcept { return always; }

}  // namespace WarningUtils

}  // namespace pumice
