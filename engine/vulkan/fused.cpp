// Kernels generated at run time: compiled by the compiler's library, their SPIR-V kept on disk.
#include "vulkan/fused.h"

#include <dlfcn.h>

#include <cstring>

#include "base/error.h"
#include "device/plugin.h"
#include "pumice/version.h"
#include "vulkan/cache_file.h"
#include "vulkan/compiler/compiler.h"

namespace pumice::vulkan {
namespace {

/// The compiler's entry point, null where its library is not installed.
PumiceCompile compiler() {
  static const PumiceCompile compile = [] {
    std::string path;
    void* const library = open_library(kCompilerLibrary, path);
    return library ? reinterpret_cast<PumiceCompile>(dlsym(library, kCompilerSymbol)) : nullptr;
  }();
  return compile;
}

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
  return text;
}

std::vector<uint32_t> compile(const FusedKernel& kernel, bool words_for_bytes) {
  std::string source = header_of(kernel);
  // Must come first of all but #version.
  if (words_for_bytes) source.insert(source.find('\n') + 1, "#define EMULATED_BYTES\n");
  source.append(glsl_prelude()).append(kernel.source);
  struct Result {
    std::vector<uint32_t> code;
    std::string error;
  } result;
  const PumiceCompilerOutput output{
      &result,
      [](void* user, const uint32_t* data, size_t count) {
        static_cast<Result*>(user)->code.assign(data, data + count);
      },
      [](void* user, const char* text) { static_cast<Result*>(user)->error = text; }};
  compiler()(source.data(), source.size(), &output);
  check(result.error.empty(), ErrorKind::internal, "fused kernel: {}\n{}", result.error,
        kernel.source);
  return std::move(result.code);
}

}  // namespace

bool FusedModules::available() const { return compiler() != nullptr; }

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

Choice FusedModules::choose(const Command& command) {
  return {.code = code(*command.fused),
          .local_size = group_size(device_, command.width),
          .groups = command.groups,
          .name = "fused"};
}

}  // namespace pumice::vulkan
