// Giving warnings.
#pragma once

#include <source_location>
#include <string>
#include <string_view>

#include "pumice/warnings.h"

namespace pumice {

/// A warning to the user in PyTorch's words.
void warn(std::string text, const std::source_location& place = std::source_location::current());

/// The same, once per distinct text, or per `known_by` where there is one; each time where
/// WarningUtils::set_warnAlways asks for that.
void warn_once(std::string text, std::string_view known_by = {},
               const std::source_location& place = std::source_location::current());

/// A note of pumice's own about the machine, once per distinct text.
void note_once(const std::string& text);

}  // namespace pumice
