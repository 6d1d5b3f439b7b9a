// Giving warnings.
#pragma once

#include <string>
#include <string_view>

#include "pumice/warnings.h"

namespace pumice {

/// The place of the call that leaves this to its default (std::source_location, which clang 14
/// lacks).
#define PUMICE_HERE \
  { __builtin_FUNCTION(), __builtin_FILE(), __builtin_LINE() }

/// A warning to the user in PyTorch's words.
void warn(std::string text, const SourceLocation& place = PUMICE_HERE);

/// The same, once per distinct text, or per `known_by` where there is one; each time where
/// WarningUtils::set_warnAlways asks for that.
void warn_once(std::string_view text, std::string_view known_by = {},
               const SourceLocation& place = PUMICE_HERE);

/// A note of pumice's own about the machine, once per distinct text.
void note_once(const std::string& text);

#undef PUMICE_HERE

}  // namespace pumice
