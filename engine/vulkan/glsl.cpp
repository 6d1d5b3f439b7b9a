// The compiler's library, and the lines that stand before every kernel.
#include "vulkan/glsl.h"

#include <dlfcn.h>

#include "base/error.h"
#include "device/plugin.h"
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

}  // namespace

bool can_compile() { return compiler() != nullptr; }

std::vector<uint32_t> compile_glsl(const std::string& source, std::string& error) {
  struct Result {
    std::vector<uint32_t> code;
    std::string& error;
  } result{{}, error};
  const PumiceCompilerOutput output{
      &result,
      [](void* user, const uint32_t* data, size_t count) {
        static_cast<Result*>(user)->code.assign(data, data + count);
      },
      [](void* user, const char* text) { static_cast<Result*>(user)->error = text; }};
  compiler()(source.data(), source.size(), &output);
  return std::move(result.code);
}

std::string language_lines() {
  return "#version 450\n#extension GL_GOOGLE_include_directive : require\n";
}

std::string type_lines(char letter, ScalarType type) {
  std::string text;
  for (const char* word : {"RAW", "COMPUTE", "LOAD", "STORE"})
    text += text_of("#define {}_{} {}_{}\n", word, letter, word, dtype_short_name(type));
  return text;
}

std::string needs_line(ScalarType type) {
  const std::string_view name = dtype_short_name(type);
  return text_of("#ifndef NEEDS_{}\n#define NEEDS_{}\n#endif\n", name, name);
}

std::string compute_lines(ScalarType type, bool low_words) {
  const bool none = type == ScalarType::Undefined;
  return text_of("#define C COMPUTE_{}\n#define C_IS_{}\n", dtype_short_name(none ? kFloat : type),
                 type == kDouble                   ? "double"
                 : type == kLong && !low_words     ? "int64"
                 : none || is_floating_point(type) ? "float"
                                                   : "int");
}

}  // namespace pumice::vulkan
