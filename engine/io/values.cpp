// Kinds and digits of values.
#include "io/values.h"

#include <cstdio>
#include <cstdlib>

#include "pumice/error.h"

namespace pumice::io {

std::string value_text(const Value& value, const std::string& key) {
  if (value.isBool()) return value.toBool() ? "bool:1" : "bool:0";
  if (value.isInt()) return "int:" + std::to_string(value.toInt());
  if (value.isDouble()) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "double:%a", value.toDouble());
    return digits;
  }
  if (value.isString()) return "string:" + value.toStringRef();
  throw Error(ErrorKind::value,
              "write: '" + key + "' is no bool, integer, double or string, nor a tensor");
}

Value value_from(const std::string& text, const std::string& key) {
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  char* end = nullptr;
  if (kind == "string" && colon != std::string::npos) return rest;
  if (kind == "bool" && (rest == "0" || rest == "1")) return rest == "1";
  if (kind == "int") {
    const long long number = std::strtoll(rest.c_str(), &end, 10);
    if (!rest.empty() && *end == 0) return static_cast<int64_t>(number);
  }
  if (kind == "double") {
    const double number = std::strtod(rest.c_str(), &end);
    if (!rest.empty() && *end == 0) return number;
  }
  throw Error(ErrorKind::format, "read: the value '" + key + "' cannot be understood");
}

}  // namespace pumice::io
