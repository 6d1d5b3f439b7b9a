// Names of dtypes, promotion, and binary16 conversion.
#include "pumice/dtype.h"

#include <cstring>
#include <ostream>

namespace pumice {

namespace {

constexpr std::string_view kLongNames[] = {"uint8", "int8",     "int16",    "int32",
                                           "int64", "float16",  "float32",  "float64",
                                           "bool",  "bfloat16", "undefined"};
constexpr const char* kTypeNames[] = {"Byte", "Char",     "Short",         "Int",
                                      "Long", "Half",     "Float",         "Double",
                                      "Bool", "BFloat16", "UNKNOWN_SCALAR"};
constexpr std::string_view kCppNames[] = {"unsigned char",
                                          "signed char",
                                          "short int",
                                          "int",
                                          "long int",
                                          "c10::Half",
                                          "float",
                                          "double",
                                          "bool",
                                          "c10::BFloat16",
                                          "nullptr (uninitialized)"};
constexpr std::string_view kShortNames[] = {"u8",  "i8",  "i16", "i32",  "i64", "f16",
                                            "f32", "f64", "b8",  "bf16", "none"};

// Bits of a signed integer that holds the type; 0 for what is no integer.
int integer_bits(ScalarType t) {
  switch (t) {
    case kChar:
      return 8;
    case kShort:
      return 16;
    case kInt:
      return 32;
    case kLong:
      return 64;
    default:
      return 0;
  }
}

}  // namespace

const char* toString(ScalarType t) { return kTypeNames[static_cast<size_t>(t)]; }
std::ostream& operator<<(std::ostream& out, ScalarType t) { return out << toString(t); }
std::string_view TypeMeta::name() const { return kCppNames[static_cast<size_t>(type_)]; }
std::ostream& operator<<(std::ostream& out, TypeMeta type) { return out << type.name(); }
std::string_view dtype_name(ScalarType t) { return kLongNames[static_cast<size_t>(t)]; }
std::string_view dtype_short_name(ScalarType t) { return kShortNames[static_cast<size_t>(t)]; }

ScalarType promote_types(ScalarType a, ScalarType b) {
  if (a == b) return a;
  if (a == ScalarType::Undefined || b == ScalarType::Undefined) return ScalarType::Undefined;
  if (a == kBool) return b;
  if (b == kBool) return a;
  const bool fa = is_floating_point(a), fb = is_floating_point(b);
  if (fa != fb) return fa ? a : b;
  if (fa) {
    if (a == kDouble || b == kDouble) return kDouble;
    return kFloat;  // two different ones of float, half and bfloat16
  }
  // uint8 fits into every signed type but int8.
  if (a == kByte) return b == kChar ? kShort : b;
  if (b == kByte) return a == kChar ? kShort : a;
  return integer_bits(a) > integer_bits(b) ? a : b;
}

uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<uint16_t>(sign | 0x7e00u);   // NaN
  if (magnitude >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);  // rounds to infinity
  if (magnitude >= 0x38800000u) {  // normal: rebias the exponent, round the low 13 bits to even
    const uint32_t rebased = magnitude - 0x38000000u;
    return static_cast<uint16_t>(sign | ((rebased + 0xfffu + ((rebased >> 13) & 1u)) >> 13));
  }
  // Subnormal: adding 0.5 lines the units of 2^-24 up with the lowest bit and rounds to even.
  const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
  return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - 0x3f000000u));
}

float float_from_half(uint16_t bits) {
  const uint32_t sign = (bits & 0x8000u) << 16;
  const uint32_t exponent = (bits >> 10) & 0x1fu, fraction = bits & 0x3ffu;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (fraction << 13));
  if (exponent != 0)
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
  const float small = static_cast<float>(fraction) * 0x1p-24f;
  return sign ? -small : small;
}

}  // namespace pumice
