// The door through which backend plugins (shared libraries) enter.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/backend.h"

namespace pumice {

/// Changes whenever Backend or what it is given changes.
inline constexpr unsigned kPluginAbi = 3;

/// What a plugin offers; filled by its entry point.
struct PluginApi {
  unsigned abi = 0;
  const char* version = nullptr;  ///< must equal the library's
  /// Makes a backend per device found; with none, `reason` says why.
  std::vector<std::unique_ptr<Backend>> (*make_backends)(std::string& reason) = nullptr;
};

/// extern "C" symbol of every plugin: returns null when it was built for another ABI.
using PluginEntry = const PluginApi* (*)(unsigned abi);
inline constexpr const char* kPluginEntryName = "pumice_plugin";

/// Opens a shared library from PUMICE_PLUGIN_PATH, else from beside this library, else from the
/// loader's path. Null when it is nowhere; `path` gets where it was found.
void* open_library(const char* file, std::string& path);

/// State of the CUDA plugin for `pumice devices`.
struct PluginStatus {
  bool found = false;
  std::string path, reason;  ///< reason: why it gives no devices; empty when it does
};

/// The backends of libpumice_cuda.so.
std::vector<std::unique_ptr<Backend>> load_cuda_plugin(PluginStatus& status);
/// What came of the search, which the first look at CUDA devices does.
const PluginStatus& cuda_plugin_status();

}  // namespace pumice
