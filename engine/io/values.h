// Values that are no tensors, as they stand in the metadata of pumice's files.
#pragma once

#include <string>

#include "pumice/io/archive.h"

namespace pumice::io {

using serialize::Value;

/// "int:3", "string:text"; value error where it is something else.
std::string value_text(const Value& value, const std::string& key);
/// Back again; format error.
Value value_from(const std::string& text, const std::string& key);

}  // namespace pumice::io
