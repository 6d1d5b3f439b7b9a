// The shader compiler's C interface. It is a shared library of its own: shaderc is larger than
// pumice, and a program whose fused kernels are cached never loads it.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// Compiles a GLSL compute shader for Vulkan 1.2 and hands its SPIR-V words, or an error's text, to
/// the callback of that name together with `user`. Never throws.
struct PumiceCompilerOutput {
  void* user;
  void (*words)(void* user, const uint32_t* data, size_t count);
  void (*error)(void* user, const char* text);
};
using PumiceCompile = void (*)(const char* source, size_t length,
                               const PumiceCompilerOutput* output);

}  // extern "C"

namespace pumice::vulkan {
inline constexpr const char* kCompilerLibrary = "libpumice_shaderc.so";
inline constexpr const char* kCompilerSymbol = "pumice_compile_1";
}  // namespace pumice::vulkan
