// dtypes by the names that PyTorch's messages give them, and where they end.
#pragma once

#include <limits>
#include <string_view>

#include "pumice/dtype.h"

namespace pumice {

/// "Float" (c10::toString).
inline const char* scalar_type_name(ScalarType dtype) {
  constexpr const char* names[] = {"Byte",  "Char",   "Short", "Int",      "Long",     "Half",
                                   "Float", "Double", "Bool",  "BFloat16", "Undefined"};
  return names[static_cast<size_t>(dtype)];
}

/// The C++ type: "float", "long int", "c10::Half".
inline std::string_view cpp_name(ScalarType dtype) { return TypeMeta(dtype).name(); }

/// The largest finite number of a floating dtype.
inline double largest_of(ScalarType dtype) {
  if (dtype == kHalf) return 65504;
  if (dtype == kBFloat16) return 0x1.fep127;
  return dtype == kFloat ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
}

}  // namespace pumice
