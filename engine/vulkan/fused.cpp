// Kernels generated at run time: compiled by the compiler's library, their SPIR-V kept on disk.
#include "vulkan/fused.h"

#include <cstring>

#include "base/error.h"
#include "pumice/version.h"
#include "vulkan/cache_file.h"
#include "vulkan/glsl.h"

namespace pumice::vulkan {
namespace {

std::string header_of(const FusedKernel& kernel) {
  std::string text = language_lines() + type_lines('T', kernel.t) + compute_lines(kernel.t, false);
  for (size_t i = 0; i < kernel.binding_count; ++i) text += needs_line(kernel.elements[i]);
  return text;
}

std::vector<uint32_t> compile(const FusedKernel& kernel, bool words_for_bytes) {
  std::string source = header_of(kernel);
  // Must come first of all but #version.
  if (words_for_bytes) source.insert(source.find('\n') + 1, "#define EMULATED_BYTES\n");
  source.append(glsl_prelude()).append(kernel.source);
  std::string error;
  std::vector<uint32_t> code = compile_glsl(source, error);
  check(error.empty(), ErrorKind::internal, "fused kernel: {}\n{}", error, kernel.source);
  return code;
}

}  // namespace

bool FusedModules::available() const { return can_compile(); }

const std::vector<uint32_t>& FusedModules::code(const FusedKernel& kernel) {
  std::lock_guard lock(mutex_);
  auto [entry, fresh] = codes_.try_emplace(kernel.id);
  if (!fresh) return entry->second;
  const bool words = !device_.features.storage8;
  // The prelude is part of what the code depends on.
  const std::string text = header_of(kernel) + std::string(glsl_prelude()) + kernel.source;
  const uint64_t hash = hash_bytes(std::as_bytes(std::span(text)));
  const std::string name =
      text_of("fused-{:016x}-{:016x}{}-{}.spv", kernel.id, hash, words ? "w" : "", PUMICE_VERSION);
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
