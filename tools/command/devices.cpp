// pumice devices: what is there to run on.
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <pumice/autograd.h>
#include <pumice/device.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command/commands.h"
#include "command/terminal.h"

namespace pumice::command {
namespace {

struct Feature {
  const char* name;
  bool DeviceProperties::*field;
};
constexpr Feature kFeatures[] = {{"float16", &DeviceProperties::float16},
                                 {"float64", &DeviceProperties::float64},
                                 {"int8", &DeviceProperties::int8},
                                 {"int16", &DeviceProperties::int16},
                                 {"int64", &DeviceProperties::int64},
                                 {"storage8", &DeviceProperties::storage8},
                                 {"storage16", &DeviceProperties::storage16},
                                 {"cooperative_matrix", &DeviceProperties::cooperative_matrix}};

std::vector<std::string> features(const DeviceProperties& device) {
  std::vector<std::string> all;
  for (const Feature& feature : kFeatures)
    if (device.*feature.field) all.emplace_back(feature.name);
  return all;
}

std::string subgroups(const DeviceProperties& device) {
  if (device.min_subgroup_size == device.max_subgroup_size)
    return fmt::format("{}", device.subgroup_size);
  return fmt::format("{} ({} to {})", device.subgroup_size, device.min_subgroup_size,
                     device.max_subgroup_size);
}

void print_json(const std::vector<DeviceProperties>& all) {
  auto list = nlohmann::ordered_json::array();
  for (const DeviceProperties& device : all) {
    list.push_back({{"device", device.device.str()},
                    {"name", device.name},
                    {"type", device.kind},
                    {"driver", device.driver},
                    {"api_version", device.api_version},
                    {"memory_bytes", device.memory_bytes},
                    {"subgroup_size", device.subgroup_size},
                    {"min_subgroup_size", device.min_subgroup_size},
                    {"max_subgroup_size", device.max_subgroup_size},
                    {"max_group_size", device.max_group_size},
                    {"max_buffer_bytes", device.max_buffer_bytes},
                    {"features", features(device)}});
  }
  auto plugins_found = nlohmann::ordered_json::array();
  for (const PluginState& plugin : plugins())
    plugins_found.push_back(
        {{"name", plugin.name}, {"path", plugin.path}, {"problem", plugin.problem}});
  const nlohmann::ordered_json all_found{{"devices", list}, {"plugins", plugins_found}};
  std::cout << all_found.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_text(const std::vector<DeviceProperties>& all) {
  for (const DeviceProperties& device : all) {
    fmt::print("{}  {}\n", bold(fmt::format("{:<10}", device.device.str())), device.name);
    const auto row = [](const char* what, const std::string& value) {
      if (!value.empty()) fmt::print("  {}  {}\n", faint(fmt::format("{:<10}", what)), value);
    };
    row("type", device.kind);
    row("driver", device.driver);
    row("Vulkan", device.api_version);
    row("memory", device.memory_bytes ? bytes_text(device.memory_bytes) : "");
    row("subgroups", device.device.is_cpu() ? "" : subgroups(device));
    row("buffers", device.max_buffer_bytes && !device.device.is_cpu()
                       ? "up to " + bytes_text(device.max_buffer_bytes)
                       : "");
    row("features", fmt::format("{}", fmt::join(features(device), " ")));
  }
  for (const PluginState& plugin : plugins())
    if (!plugin.path.empty())
      fmt::print("{}  {}\n", bold(fmt::format("{:<10}", plugin.name + " plugin")),
                 plugin.problem.empty() ? plugin.path : plugin.problem);
}

}  // namespace

Device choose_device(const std::string& name) {
  const char* wish = std::getenv("PUMICE_DEVICE");
  const Device device = !name.empty()   ? Device(name)
                        : wish && *wish ? default_device()
                                        : best_device();
  device_properties(device);  // throws when it is not there
  set_default_device(device);
  return device;
}

void add_devices(CLI::App& app) {
  auto* command =
      app.add_subcommand("devices", "Lists the devices of this machine, the best first");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json] {
    const auto all = devices();
    *json ? print_json(all) : print_text(all);
  });
}

}  // namespace pumice::command
