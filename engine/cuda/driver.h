// The part of the CUDA driver API that the plugin uses, opened at run time.
#pragma once

#include <cuda.h>

#include <source_location>
#include <string>

namespace pumice::cuda {

/// Entry points of libcuda; no link-time dependency, so that the plugin loads on any machine.
struct Driver {
// clang-format off
#define PUMICE_CUDA_FUNCTIONS(X) \
  X(cuInit) X(cuDriverGetVersion) X(cuDeviceGetCount) X(cuDeviceGet) X(cuDeviceGetName) \
  X(cuDeviceGetAttribute) X(cuDeviceTotalMem_v2) X(cuDevicePrimaryCtxRetain) \
  X(cuDevicePrimaryCtxRelease_v2) X(cuCtxSetCurrent) X(cuStreamCreate) X(cuStreamDestroy_v2) \
  X(cuStreamSynchronize) X(cuMemAlloc_v2) X(cuMemFree_v2) X(cuMemcpyHtoDAsync_v2) \
  X(cuMemcpyDtoHAsync_v2) X(cuModuleLoadData) X(cuModuleUnload) X(cuModuleGetFunction) \
  X(cuLaunchKernel) X(cuEventCreate) X(cuEventDestroy_v2) X(cuEventRecord) X(cuEventQuery) \
  X(cuEventSynchronize) X(cuGetErrorString) X(cuStreamBeginCapture_v2) X(cuStreamEndCapture) \
  X(cuGraphInstantiateWithFlags) X(cuGraphLaunch) X(cuGraphDestroy) X(cuGraphExecDestroy)
// clang-format on
#define PUMICE_CUDA_MEMBER(name) decltype(&::name) name = nullptr;
  PUMICE_CUDA_FUNCTIONS(PUMICE_CUDA_MEMBER)
#undef PUMICE_CUDA_MEMBER

  /// Opens libcuda; on failure returns null and says why.
  static const Driver* open(std::string& reason);
};

/// The opened driver; only after Driver::open succeeded.
const Driver& driver();

/// Throws pumice::Error with the driver's own words unless the call succeeded.
void check(CUresult result, std::source_location where = std::source_location::current());

}  // namespace pumice::cuda
