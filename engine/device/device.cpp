// Names of devices.
#include "pumice/device.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ostream>
#include <utility>

#include "base/error.h"

namespace pumice {
namespace {

constexpr std::array<std::pair<std::string_view, DeviceType>, 3> kTypes{{
    {"cpu", DeviceType::CPU},
    {"cuda", DeviceType::CUDA},
    {"vulkan", DeviceType::Vulkan},
}};

}  // namespace

Device::Device(std::string_view name) {
  check(!name.empty(), ErrorKind::format, "Device: Device string must not be empty");
  const size_t colon = name.find(':');
  const std::string_view type_name = name.substr(0, colon);
  const auto in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  check(!type_name.empty() && std::all_of(type_name.begin(), type_name.end(), in_name),
        ErrorKind::format, "Device: Invalid device string: '{}'", name);
  bool known = false;
  for (const auto& [text, value] : kTypes)
    if (text == type_name) {
      type_ = value;
      known = true;
    }
  check(known, ErrorKind::format,
        "Device: Expected one of cpu, cuda, vulkan device type at start of device string: {}",
        name);
  if (colon == std::string_view::npos) return;
  const std::string_view digits = name.substr(colon + 1);
  const bool well_formed = !digits.empty() && (digits[0] != '0' || digits.size() == 1) &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
  check(well_formed, ErrorKind::format, "Device: Invalid device string: '{}'", name);
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, index_);
  check(error == std::errc() && end == last, ErrorKind::format,
        "Device: Could not parse device index '{}' in device string '{}'", digits, name);
}

namespace {
std::string_view name_of(DeviceType type) {
  for (const auto& [text, value] : kTypes)
    if (value == type) return text;
  return "unknown";
}
}  // namespace

std::string Device::str() const {
  return has_index() ? text_of("{}:{}", name_of(type_), index_) : std::string(name_of(type_));
}

std::ostream& operator<<(std::ostream& out, DeviceType type) { return out << name_of(type); }
std::ostream& operator<<(std::ostream& out, Device device) { return out << device.str(); }

}  // namespace pumice
