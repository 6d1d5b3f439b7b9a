// GLSL compiled at run time, by the compiler's library.
#pragma once

#include <string>
#include <vector>

#include "pumice/dtype.h"

namespace pumice::vulkan {

/// Whether the compiler's library is installed.
bool can_compile();
/// SPIR-V of a compute shader. An error's text instead, where the source is wrong.
std::vector<uint32_t> compile_glsl(const std::string& source, std::string& error);

/// What tools/dialect/spirv.py puts before the prelude: the language, what T or U is in it, and
/// what is computed in.
std::string language_lines();
std::string type_lines(char letter, ScalarType type);
std::string needs_line(ScalarType type);
std::string compute_lines(ScalarType type, bool low_words);

}  // namespace pumice::vulkan
