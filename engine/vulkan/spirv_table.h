// What tools/shaders.py tells the Vulkan backend: every compiled module, as generated code defines
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "device/kernel.h"

namespace pumice::vulkan {

/// A `// tune NAME: value` line: a further specialization constant and its default.
struct Tune {
  const char* name;
  uint32_t value;
};

/// One SPIR-V module: a kernel, or another form of a dense one, for one pair of types.
struct SpirvModule {
  const char* implementation;              ///< file name without extension: "matmul", "matmul_tile"
  const KernelInfo* kernel;                ///< the kernel whose params and bindings it takes
  ScalarType t, u;                         ///< Undefined where the kernel has none
  std::span<const uint32_t> capabilities;  ///< that it declares, by SPIR-V's numbers
  std::span<const std::byte> packed;       ///< as zlib packs it; equal modules share one place
  uint32_t word_count;                     ///< of the code
  std::span<const Tune> tunes;
  uint32_t emulated;  ///< kBytes for 8-bit elements through words, kInt64 for int64 by low words
  static constexpr uint32_t kBytes = 1, kInt64 = 2;

  /// Unpacks it, which a pipeline's creation outweighs by far.
  std::vector<uint32_t> code() const;
};

/// All modules. Specialization constant ids are those of shaders/prelude/glsl.h.
std::span<const SpirvModule> spirv_table();

/// shaders/prelude/glsl.h with its includes in place, for kernels compiled at run time. Put before
/// it what tools/dialect/spirv.py's defines() puts there.
std::string_view glsl_prelude();

}  // namespace pumice::vulkan
