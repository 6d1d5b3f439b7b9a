// Names of devices.
#include "pumice/device.h"

#include <array>
#include <charconv>
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
  const size_t colon = name.find(':');
  const std::string_view type_name = name.substr(0, colon);
  bool known = false;
  for (const auto& [text, value] : kTypes)
    if (text == type_name) {
      type = value;
      known = true;
    }
  check(known, ErrorKind::format,
        "Device: expected one of cpu, cuda, vulkan at the start of device string: '{}'", name);
  if (colon == std::string_view::npos) return;
  const char* first = name.data() + colon + 1;
  const char* last = name.data() + name.size();
  int value = 0;
  const auto [end, error] = std::from_chars(first, last, value);
  check(error == std::errc() && end == last && first != last && value >= 0 && value <= 127,
        ErrorKind::format, "Device: invalid device index in device string: '{}'", name);
  index = static_cast<int8_t>(value);
}

std::string Device::str() const {
  for (const auto& [text, value] : kTypes)
    if (value == type)
      return type == DeviceType::CPU && index == 0 ? "cpu" : fmt::format("{}:{}", text, index);
  return "unknown";
}

}  // namespace pumice
