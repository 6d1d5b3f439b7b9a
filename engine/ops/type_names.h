// dtypes by the names that PyTorch's messages give them.
#pragma once

#include "pumice/dtype.h"

namespace pumice {

/// "Float" (c10::toString).
inline const char* scalar_type_name(ScalarType dtype) {
  constexpr const char* names[] = {"Byte",  "Char",   "Short", "Int",      "Long",     "Half",
                                   "Float", "Double", "Bool",  "BFloat16", "Undefined"};
  return names[static_cast<size_t>(dtype)];
}

/// The C++ type: "float", "long int", "c10::Half".
inline const char* cpp_name(ScalarType dtype) {
  constexpr const char* names[] = {"unsigned char", "signed char",   "short int", "int",
                                   "long int",      "c10::Half",     "float",     "double",
                                   "bool",          "c10::BFloat16", "undefined"};
  return names[static_cast<size_t>(dtype)];
}

}  // namespace pumice
