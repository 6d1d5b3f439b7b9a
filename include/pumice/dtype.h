// Element types, the half-precision storage types, and their names.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string_view>

namespace pumice {

/// Element types, under libtorch's names.
enum class ScalarType : int8_t {
  Byte,
  Char,
  Short,
  Int,
  Long,
  Half,
  Float,
  Double,
  Bool,
  BFloat16,
  Undefined
};
using Dtype = ScalarType;
inline constexpr int kNumScalarTypes = 10;

inline constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = ScalarType::Byte,
                            kChar = ScalarType::Char, kInt8 = ScalarType::Char,
                            kShort = ScalarType::Short, kInt16 = ScalarType::Short,
                            kInt = ScalarType::Int, kInt32 = ScalarType::Int,
                            kLong = ScalarType::Long, kInt64 = ScalarType::Long,
                            kHalf = ScalarType::Half, kFloat16 = ScalarType::Half,
                            kFloat = ScalarType::Float, kFloat32 = ScalarType::Float,
                            kDouble = ScalarType::Double, kFloat64 = ScalarType::Double,
                            kBool = ScalarType::Bool, kBFloat16 = ScalarType::BFloat16;

/// Bytes of one element.
constexpr size_t element_size(ScalarType t) {
  constexpr size_t sizes[] = {1, 1, 2, 4, 8, 2, 4, 8, 1, 2, 0};
  return sizes[static_cast<size_t>(t)];
}
constexpr bool is_floating_point(ScalarType t) {
  return t == kHalf || t == kFloat || t == kDouble || t == kBFloat16;
}
constexpr bool is_integral(ScalarType t, bool include_bool) {
  return (!is_floating_point(t) && t != kBool && t != ScalarType::Undefined) ||
         (include_bool && t == kBool);
}
/// The same under libtorch's names.
constexpr size_t elementSize(ScalarType t) { return element_size(t); }
constexpr bool isFloatingType(ScalarType t) { return is_floating_point(t); }
constexpr bool isIntegralType(ScalarType t, bool include_bool) {
  return is_integral(t, include_bool);
}
/// Whether the dtype holds negative numbers.
constexpr bool isSignedType(ScalarType t) {
  return t != kByte && t != kBool && t != ScalarType::Undefined;
}
/// libtorch's name: "Float".
const char* toString(ScalarType t);
std::ostream& operator<<(std::ostream& out, ScalarType t);
/// PyTorch's long name: "float32".
std::string_view dtype_name(ScalarType t);
/// The short name used in kernel variants: "f32", "bf16", "i64", "b8".
std::string_view dtype_short_name(ScalarType t);
/// PyTorch's type promotion of two dtypes of the same category rank (torch.promote_types).
ScalarType promote_types(ScalarType a, ScalarType b);

/// float <-> IEEE binary16 bits, round to nearest even.
uint16_t half_from_float(float value);
float float_from_half(uint16_t bits);
/// float <-> bfloat16 bits, round to nearest even.
constexpr uint16_t bfloat16_from_float(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
constexpr float float_from_bfloat16(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

/// Storage of one binary16 element; arithmetic converts to float.
struct Half {
  uint16_t bits = 0;
  Half() = default;
  Half(float value) : bits(half_from_float(value)) {}
  operator float() const { return float_from_half(bits); }
};
/// Storage of one bfloat16 element; arithmetic converts to float.
struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  BFloat16(float value) : bits(bfloat16_from_float(value)) {}
  operator float() const { return float_from_bfloat16(bits); }
};

/// The ScalarType of a C++ type.
template <class T>
inline constexpr ScalarType scalar_type_of = ScalarType::Undefined;
template <>
inline constexpr ScalarType scalar_type_of<uint8_t> = kByte;
template <>
inline constexpr ScalarType scalar_type_of<int8_t> = kChar;
template <>
inline constexpr ScalarType scalar_type_of<int16_t> = kShort;
template <>
inline constexpr ScalarType scalar_type_of<int32_t> = kInt;
template <>
inline constexpr ScalarType scalar_type_of<int64_t> = kLong;
template <>
inline constexpr ScalarType scalar_type_of<Half> = kHalf;
template <>
inline constexpr ScalarType scalar_type_of<float> = kFloat;
template <>
inline constexpr ScalarType scalar_type_of<double> = kDouble;
template <>
inline constexpr ScalarType scalar_type_of<bool> = kBool;
template <>
inline constexpr ScalarType scalar_type_of<BFloat16> = kBFloat16;

/// What dtype() gives, libtorch's caffe2::TypeMeta: a ScalarType that prints as the C++ type.
class TypeMeta {
 public:
  constexpr TypeMeta() = default;
  constexpr TypeMeta(ScalarType type) : type_(type) {}
  constexpr operator ScalarType() const { return type_; }
  constexpr ScalarType toScalarType() const { return type_; }
  constexpr bool isScalarType() const { return type_ != ScalarType::Undefined; }
  constexpr bool isScalarType(ScalarType type) const { return type_ == type; }
  constexpr size_t itemsize() const { return element_size(type_); }
  /// "float", "long int", "c10::Half"; of no type "nullptr (uninitialized)".
  std::string_view name() const;
  template <class T>
  static constexpr TypeMeta Make() {
    return scalar_type_of<T>;
  }
  template <class T>
  constexpr bool Match() const {
    return type_ == scalar_type_of<T>;
  }
  static constexpr TypeMeta fromScalarType(ScalarType type) { return type; }
  friend constexpr bool operator==(TypeMeta a, TypeMeta b) { return a.type_ == b.type_; }
  friend constexpr bool operator==(TypeMeta a, ScalarType b) { return a.type_ == b; }

 private:
  ScalarType type_ = ScalarType::Undefined;
};
std::ostream& operator<<(std::ostream& out, TypeMeta type);

}  // namespace pumice
