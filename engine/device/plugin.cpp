// Finding and opening backend plugins.
#include "device/plugin.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "pumice/error.h"
#include "pumice/version.h"

namespace pumice {
namespace {

std::vector<std::string> candidates(const char* file) {
  std::vector<std::string> paths;
  if (const char* dir = std::getenv("PUMICE_PLUGIN_PATH"))
    return {(std::filesystem::path(dir) / file).string()};
  Dl_info self;
  if (dladdr(reinterpret_cast<const void*>(&load_cuda_plugin), &self) && self.dli_fname) {
    auto beside = std::filesystem::path(self.dli_fname).parent_path() / file;
    std::error_code ignored;
    if (std::filesystem::exists(beside, ignored)) paths.push_back(beside.string());
  }
  paths.push_back(file);
  return paths;
}

}  // namespace

void* open_library(const char* file, std::string& path) {
  for (const std::string& candidate : candidates(file))
    if (void* library = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL)) {
      path = candidate;
      return library;
    }
  return nullptr;
}

std::vector<std::unique_ptr<Backend>> load_cuda_plugin(PluginStatus& status) {
  void* const library = open_library("libpumice_cuda.so", status.path);
  if (!library) {
    status.reason = "not found";
    return {};
  }
  status.found = true;
  const auto entry = reinterpret_cast<PluginEntry>(dlsym(library, kPluginEntryName));
  const PluginApi* api = entry ? entry(kPluginAbi) : nullptr;
  if (!api || api->abi != kPluginAbi || std::strcmp(api->version, version()) != 0) {
    status.reason = "built for another version of pumice";
    return {};
  }
  try {
    return api->make_backends(status.reason);
  } catch (const Error& error) {
    status.reason = error.what();
    return {};
  }
}

}  // namespace pumice
