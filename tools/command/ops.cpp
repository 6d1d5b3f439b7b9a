// pumice ops: the operator table, and what each device runs of it.
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <pumice/ops/table.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "command/commands.h"
#include "command/terminal.h"

namespace pumice::command {
namespace {

std::vector<std::string> names(const std::vector<ScalarType>& dtypes, bool brief) {
  std::vector<std::string> all;
  for (const ScalarType dtype : dtypes)
    all.emplace_back(brief ? dtype_short_name(dtype) : dtype_name(dtype));
  return all;
}

void print_json() {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  const auto all = devices();
  for (const DeviceProperties& device : all) {
    for (const OperatorSupport& row : operator_support(device.device)) {
      list.push_back({{"operator", row.name},
                      {"kind", row.kind},
                      {"differentiable", row.differentiable},
                      {"device", device.device.str()},
                      {"forward", names(row.forward, false)},
                      {"backward", names(row.backward, false)}});
    }
  }
  std::cout << list.dump(2) << '\n';
}

std::string dtypes_text(const OperatorSupport& row) {
  const auto forward = names(row.forward, true), backward = names(row.backward, true);
  std::string text = fmt::format("{}", fmt::join(forward, " "));
  if (text.empty()) text = "-";
  if (row.differentiable) text += fmt::format("  | {}", fmt::join(backward, " "));
  return text;
}

void print_text() {
  for (const DeviceProperties& device : devices()) {
    const auto rows = operator_support(device.device);
    fmt::print("{}  {}: {} operators; dtypes forward | backward\n", bold(device.device.str()),
               device.name, rows.size());
    size_t widest = 0;
    for (const OperatorSupport& row : rows)
      widest = std::max(widest, std::string_view(row.name).size());
    for (const OperatorSupport& row : rows)
      fmt::print("  {:<{}}{}{}\n", row.name, widest + 2, faint(fmt::format("{:<12}", row.kind)),
                 dtypes_text(row));
  }
}

}  // namespace

void add_ops(CLI::App& app) {
  auto* command =
      app.add_subcommand("ops", "Shows every operator with the dtypes that each device runs");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json] { *json ? print_json() : print_text(); });
}

}  // namespace pumice::command
