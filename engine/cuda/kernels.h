// The shared kernels compiled for CUDA, as the generated table names them.
#pragma once

#include <cstdint>
#include <string>

#include "device/kernel.h"

namespace pumice::cuda {

/// The single argument of every generated __global__ function (shaders/prelude/cuda.h declares the
/// same).
struct KernelArgs {
  uint64_t buffers[kMaxBindings];
  alignas(8) std::byte params[kMaxParamBytes];
  uint16_t spec[kMaxSpec];
};

/// PTX text of the kernel's module, null when it was not built.
const char* find_module(const KernelInfo& kernel);
/// Name of the __global__ function of a variant, "softmax_f32" or "copy_f32_f16".
std::string entry_name(const KernelInfo& kernel, const Variant& variant);

}  // namespace pumice::cuda
