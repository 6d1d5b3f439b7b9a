// Kernels generated at run time: compiled with shaderc, their SPIR-V kept on disk.
#include "vulkan/fused.h"

#include <cstring>

#include "base/error.h"
#include "pumice/version.h"
#include "vulkan/cache_file.h"

#if PUMICE_SHADERC
#include <shaderc/shaderc.h>
#endif

namespace pumice::vulkan {

#if PUMICE_SHADERC
namespace {

/// What tools/shaders.py puts before the prelude.
std::string header_of(const FusedKernel& kernel) {
  const std::string_view t = dtype_short_name(kernel.t);
  std::string text = "#version 450\n#extension GL_GOOGLE_include_directive : require\n";
  for (const char* word : {"RAW", "COMPUTE", "LOAD", "STORE"})
    text += fmt::format("#define {}_T {}_{}\n", word, word, t);
  text += fmt::format("#define C COMPUTE_{}\n#define C_IS_{}\n", t,
                      kernel.t == kDouble           ? "double"
                      : kernel.t == kLong           ? "int64"
                      : is_floating_point(kernel.t) ? "float"
                                                    : "int");
  for (size_t i = 0; i < kernel.binding_count; ++i) {
    const auto needs = fmt::format("NEEDS_{}", dtype_short_name(kernel.elements[i]));
    text += fmt::format("#ifndef {}\n#define {}\n#endif\n", needs, needs);
  }
  return text + fmt::format("layout(local_size_x = 64, local_size_x_id = {}) in;\n", kLocalSizeId);
}

std::vector<uint32_t> compile(const FusedKernel& kernel, bool words_for_bytes) {
  std::string source = header_of(kernel);
  // Must come first of all but #version.
  if (words_for_bytes) source.insert(source.find('\n') + 1, "#define EMULATED_BYTES\n");
  source.append(glsl_prelude()).append(kernel.source);
  const std::unique_ptr<shaderc_compiler, decltype(&shaderc_compiler_release)> compiler(
      shaderc_compiler_initialize(), shaderc_compiler_release);
  const std::unique_ptr<shaderc_compile_options, decltype(&shaderc_compile_options_release)>
      options(shaderc_compile_options_initialize(), shaderc_compile_options_release);
  check(compiler && options, ErrorKind::internal, "fused kernel: shaderc cannot be started");
  shaderc_compile_options_set_target_env(options.get(), shaderc_target_env_vulkan,
                                         shaderc_env_version_vulkan_1_2);
  shaderc_compile_options_set_optimization_level(options.get(),
                                                 shaderc_optimization_level_performance);
  const std::unique_ptr<shaderc_compilation_result, decltype(&shaderc_result_release)> result(
      shaderc_compile_into_spv(compiler.get(), source.data(), source.size(), shaderc_compute_shader,
                               "fused", "main", options.get()),
      shaderc_result_release);
  check(result && shaderc_result_get_compilation_status(result.get()) ==
                      shaderc_compilation_status_success,
        ErrorKind::internal, "fused kernel: {}\n{}",
        result ? shaderc_result_get_error_message(result.get()) : "out of memory", kernel.source);
  std::vector<uint32_t> code(shaderc_result_get_length(result.get()) / 4);
  std::memcpy(code.data(), shaderc_result_get_bytes(result.get()), code.size() * 4);
  return code;
}

}  // namespace

bool FusedModules::available() const { return true; }

const std::vector<uint32_t>& FusedModules::code(const FusedKernel& kernel) {
  std::lock_guard lock(mutex_);
  auto [entry, fresh] = codes_.try_emplace(kernel.id);
  if (!fresh) return entry->second;
  const bool words = !device_.features.storage8;
  // The prelude is part of what the code depends on.
  const std::string text = header_of(kernel) + std::string(glsl_prelude()) + kernel.source;
  const uint64_t hash = hash_bytes(std::as_bytes(std::span(text)));
  const std::string name = fmt::format("fused-{:016x}-{:016x}{}-{}.spv", kernel.id, hash,
                                       words ? "w" : "", PUMICE_VERSION);
  const std::vector<std::byte> saved = read_cached(name);
  if (saved.size() >= 20 && saved.size() % 4 == 0) {
    entry->second.resize(saved.size() / 4);
    std::memcpy(entry->second.data(), saved.data(), saved.size());
    return entry->second;
  }
  try {
    entry->second = compile(kernel, words);
  } catch (...) {
    codes_.erase(entry);
    throw;
  }
  write_cached(name, std::as_bytes(std::span(entry->second)));
  return entry->second;
}

#else

bool FusedModules::available() const { return false; }

const std::vector<uint32_t>& FusedModules::code(const FusedKernel&) {
  fail(ErrorKind::unsupported, "fused kernel: this build has no shader compiler");
}

#endif

Choice FusedModules::choose(const Command& command) {
  return {.code = code(*command.fused),
          .local_size = group_size(device_, command.width),
          .groups = command.groups,
          .name = "fused"};
}

}  // namespace pumice::vulkan
