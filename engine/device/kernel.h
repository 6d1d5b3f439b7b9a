// What is known of a kernel before any device: bindings, params, variants. Made at build time from
// shaders/*.comp by tools/shaders.py.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "pumice/dtype.h"

namespace pumice {

enum class Access : uint8_t { read, write, update };

/// What a binding's elements are: T and U follow the variant, the rest is fixed.
enum class Elem : uint8_t { T, U, C, f32, i32, u32, index, boolean };

struct KernelBinding {
  const char* name;
  Access access;
  Elem elem;
};

inline constexpr size_t kMaxBindings = 8, kMaxParamBytes = 120, kMaxSpec = 4;

/// Element types and specialization constants that select one compiled form of a kernel.
struct Variant {
  ScalarType t = ScalarType::Undefined, u = ScalarType::Undefined;
  std::array<uint16_t, kMaxSpec> spec{};
  friend bool operator==(const Variant&, const Variant&) = default;
};

/// A specialization constant and the values that exist of it, in order (enumerators or numbers).
struct KernelSpec {
  const char* name;
  std::span<const char* const> values;
};

/// One row of the kernel table. `structural_bytes` leading bytes of the params decide plans (sizes);
/// the rest are values (scalars) that may change from step to step under one plan.
struct KernelInfo {
  const char* name;
  uint16_t id;  ///< position in kernel::table()
  bool dense;   ///< each backend brings its own implementation (matmul, convolution)
  uint16_t param_bytes, structural_bytes;
  std::span<const KernelBinding> bindings;
  std::span<const std::array<ScalarType, 2>> types;  ///< the (T, U) pairs that are built
  std::span<const KernelSpec> spec;
};

namespace kernel {
/// All kernels by id.
std::span<const KernelInfo* const> table();
const KernelInfo* find(const char* name);
}  // namespace kernel

}  // namespace pumice
