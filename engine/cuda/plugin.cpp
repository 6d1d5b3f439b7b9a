// Entry point of the CUDA plugin.
#include "device/plugin.h"

#include "base/error.h"
#include "cuda/backend.h"
#include "pumice/version.h"

namespace pumice::cuda {
namespace {

std::vector<std::unique_ptr<Backend>> make_backends(std::string& reason) {
  std::vector<std::unique_ptr<Backend>> backends;
  if (!Driver::open(reason)) return backends;
  int count = 0;
  check(driver().cuDeviceGetCount(&count));
  if (count == 0) reason = "the NVIDIA driver reports no device";
  for (int i = 0; i < count; ++i) backends.push_back(std::make_unique<CudaBackend>(i));
  return backends;
}

}  // namespace
}  // namespace pumice::cuda

extern "C" __attribute__((visibility("default"))) const pumice::PluginApi* pumice_plugin(
    unsigned abi) {
  static const pumice::PluginApi api{pumice::kPluginAbi, pumice::version(),
                                     &pumice::cuda::make_backends};
  return abi == pumice::kPluginAbi ? &api : nullptr;
}
