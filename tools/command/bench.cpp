// pumice bench: how fast this machine's devices run the operators, beside their own measured peak.
#include <fmt/core.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>

#include "cases.h"
#include "command/commands.h"
#include "command/terminal.h"

namespace pumice::command {
namespace {

using bench::Case;
using bench::Peak;

struct Options {
  std::string device, filter;
  bool all = false, json = false;
};

/// What the table shows when no filter is given: one size that means something of each.
bool is_typical(const std::string& name) {
  return name.ends_with("/large") || !name.starts_with("op/");
}

std::string time_text(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.0f} ns", seconds * 1e9);
  if (seconds < 1e-3) return fmt::format("{:.1f} us", seconds * 1e6);
  return fmt::format("{:.2f} ms", seconds * 1e3);
}

/// "12.3 ( 45%)": a rate in units of 1e9, and its share of the peak.
std::string rate_text(double work, double seconds, double peak) {
  if (work <= 0) return "";
  return fmt::format("{:.1f} ({:>3.0f}%)", work / seconds * 1e-9, 100 * work / seconds / peak);
}

std::vector<Case> choose(const Options& options) {
  const std::regex pattern(options.filter);
  std::vector<Case> chosen;
  for (Case& c : bench::all_cases())
    if (options.filter.empty() ? options.all || is_typical(c.name)
                               : std::regex_search(c.name, pattern))
      chosen.push_back(std::move(c));
  if (chosen.empty())
    throw Error(ErrorKind::value, "bench: no case matches '" + options.filter + "'");
  return chosen;
}

void run(const Options& options) {
  std::vector<Case> cases;
  try {
    cases = choose(options);
  } catch (const std::regex_error& error) {
    throw Error(ErrorKind::value, "bench: '" + options.filter + "': " + error.what());
  }
  const Device device = choose_device(options.device);
  const Peak peak = bench::measure_peak(device);
  auto rows = nlohmann::ordered_json::array();
  if (!options.json) {
    fmt::print("{}  {}\n", bold(device.str()), device_properties(device).name);
    fmt::print("measured peak: {:.1f} GFLOP/s, {:.1f} GB/s\n\n", peak.flops_per_second * 1e-9,
               peak.bytes_per_second * 1e-9);
    fmt::print("{}\n", faint(fmt::format("{:<34}{:>12}{:>18}{:>18}", "case", "time",
                                         "GFLOP/s (peak)", "GB/s (peak)")));
  }
  for (const Case& c : cases) {
    const double seconds = bench::measure(c, device, 0.02, 3);
    rows.push_back(
        {{"case", c.name}, {"seconds", seconds}, {"flops", c.flops}, {"bytes", c.bytes}});
    if (!options.json)
      fmt::print("{:<34}{:>12}{:>18}{:>18}\n", c.name, time_text(seconds),
                 rate_text(c.flops, seconds, peak.flops_per_second),
                 rate_text(c.bytes, seconds, peak.bytes_per_second));
    std::cout.flush();
  }
  if (options.json)
    std::cout << nlohmann::ordered_json{{"device", device.str()},
                                        {"name", device_properties(device).name},
                                        {"peak_flops_per_second", peak.flops_per_second},
                                        {"peak_bytes_per_second", peak.bytes_per_second},
                                        {"cases", rows}}
                     .dump(2)
              << '\n';
}

}  // namespace

void add_bench(CLI::App& app) {
  auto* command = app.add_subcommand(
      "bench", "Times the operators beside the device's own peak, measured in the same run");
  auto options = std::make_shared<Options>();
  command->add_option("--device", options->device, "cpu, vulkan:0, ... (default: the best)");
  command->add_option("--filter", options->filter, "Only cases whose name matches this expression");
  command->add_flag("--all", options->all, "Small sizes as well");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options] { run(*options); });
}

}  // namespace pumice::command
