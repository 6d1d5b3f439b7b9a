// The subcommands; each adds itself to the command's parser.
#pragma once

#include <pumice/device.h>

#include <CLI/CLI.hpp>
#include <string>

namespace pumice::command {

void add_devices(CLI::App& app);
void add_train(CLI::App& app);
void add_classify(CLI::App& app);
void add_ops(CLI::App& app);
void add_bench(CLI::App& app);  ///< only in builds with benchmarks (PUMICE_HAS_BENCH)

/// The device named, or PUMICE_DEVICE's, or the best there is; it becomes the default device.
Device choose_device(const std::string& name);

}  // namespace pumice::command
