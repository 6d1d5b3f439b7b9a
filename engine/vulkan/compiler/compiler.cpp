// shaderc behind the compiler's C interface.
#include "vulkan/compiler/compiler.h"

#include <shaderc/shaderc.h>

#include <memory>

extern "C" __attribute__((visibility("default"))) void pumice_compile_1(
    const char* source, size_t length, const PumiceCompilerOutput* output) {
  const std::unique_ptr<shaderc_compiler, decltype(&shaderc_compiler_release)> compiler(
      shaderc_compiler_initialize(), shaderc_compiler_release);
  const std::unique_ptr<shaderc_compile_options, decltype(&shaderc_compile_options_release)>
      options(shaderc_compile_options_initialize(), shaderc_compile_options_release);
  if (!compiler || !options) return output->error(output->user, "shaderc cannot be started");
  shaderc_compile_options_set_target_env(options.get(), shaderc_target_env_vulkan,
                                         shaderc_env_version_vulkan_1_2);
  shaderc_compile_options_set_optimization_level(options.get(),
                                                 shaderc_optimization_level_performance);
  const std::unique_ptr<shaderc_compilation_result, decltype(&shaderc_result_release)> result(
      shaderc_compile_into_spv(compiler.get(), source, length, shaderc_compute_shader, "fused",
                               "main", options.get()),
      shaderc_result_release);
  if (!result) return output->error(output->user, "out of memory");
  if (shaderc_result_get_compilation_status(result.get()) != shaderc_compilation_status_success)
    return output->error(output->user, shaderc_result_get_error_message(result.get()));
  output->words(output->user,
                reinterpret_cast<const uint32_t*>(shaderc_result_get_bytes(result.get())),
                shaderc_result_get_length(result.get()) / 4);
}
