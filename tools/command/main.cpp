// The command `pumice`: its subcommands, and what errors look like.
#include <fmt/core.h>

#include <pumice/error.h>
#include <pumice/version.h>
#include <CLI/CLI.hpp>

#include "command/commands.h"

int main(int argc, char** argv) {
  CLI::App app("pumice trains and runs neural networks on any Vulkan device, and on the CPU.",
               "pumice");
  app.set_version_flag("--version", std::string("pumice ") + pumice::version());
  app.require_subcommand(1);
  pumice::command::add_devices(app);
  pumice::command::add_train(app);
  pumice::command::add_classify(app);
  pumice::command::add_ops(app);
#if PUMICE_HAS_BENCH
  pumice::command::add_bench(app);
#endif
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    fmt::print(stderr, "pumice: {}\npumice: try 'pumice --help'\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "pumice: {}\n", error.what());
    return 1;
  }
}
