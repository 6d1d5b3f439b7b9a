// What is known of a kernel before any device: bindings, params, variants. Made at build time from
// shaders/*.comp by tools/shaders.py.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "pumice/dtype.h"
#include "pumice/scalar.h"

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

/// A field of a kernel's launch struct. `compute` fields are Scalars there and become the variant's
/// compute type (float, double, int, int64) when packed.
struct KernelParam {
  const char* name;
  enum Kind : uint8_t { u32, i32, f32, compute } kind;
  uint8_t count;    ///< array length, 1 for a scalar
  uint16_t source;  ///< byte offset in the launch struct
};

/// A specialization constant and the values that exist of it: names, and what Variant::spec holds
/// for each (positions for names, the numbers themselves for numbers).
struct KernelSpec {
  const char* name;
  std::span<const char* const> values;
  std::span<const uint16_t> numbers;
};

/// One row of the kernel table. `structural_bytes` leading bytes of the params decide plans
/// (sizes); the rest are values (scalars) that may change from step to step under one plan.
/// param_bytes is the largest over the variants.
struct KernelInfo {
  const char* name;
  uint16_t id;  ///< position in kernel::table()
  bool dense;   ///< each backend brings its own implementation (matmul, convolution)
  uint16_t param_bytes, structural_bytes;
  std::span<const KernelBinding> bindings;
  std::span<const KernelParam> params;
  std::span<const std::array<ScalarType, 2>> types;  ///< the (T, U) pairs that are built
  std::span<const KernelSpec> spec;
};

/// Writes a launch struct's fields as the variant's kernel reads them (std430), zeros after them.
/// `to` has kMaxParamBytes. Returns the bytes used.
size_t pack_params(const KernelInfo& info, const Variant& variant, const void* params,
                   std::byte* to);
/// Position of the variant's types in info.types, or -1.
int find_types(const KernelInfo& info, ScalarType t, ScalarType u);

namespace kernel {
/// All kernels by id.
std::span<const KernelInfo* const> table();
const KernelInfo* find(const char* name);
}  // namespace kernel

}  // namespace pumice
