// A number of any dtype, as operators take it beside tensors.
#pragma once

#include <cmath>
#include <concepts>
#include <iosfwd>
#include <limits>

#include "pumice/dtype.h"

namespace pumice {

namespace detail {
/// Throws "value cannot be converted to type int without overflow".
[[noreturn]] void scalar_overflow(ScalarType to);
}  // namespace detail

/// Holds a bool, an int64 or a double, as PyTorch's Scalar does.
class Scalar {
 public:
  Scalar() : Scalar(int64_t{0}) {}
  Scalar(bool v) : kind_(Kind::boolean) { value_.i = v; }
  template <std::integral I>
  requires(!std::same_as<I, bool>) Scalar(I v) : kind_(Kind::integer) {
    value_.i = static_cast<int64_t>(v);  // NOLINT(bugprone-signed-char-misuse): numbers, not text
  }
  template <std::floating_point F>
  Scalar(F v) : kind_(Kind::real) {
    value_.d = static_cast<double>(v);
  }
  Scalar(Half v) : Scalar(static_cast<float>(v)) {}
  Scalar(BFloat16 v) : Scalar(static_cast<float>(v)) {}

  bool is_floating_point() const { return kind_ == Kind::real; }
  bool is_integral() const { return kind_ == Kind::integer; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  double to_double() const {
    return is_floating_point() ? value_.d : static_cast<double>(value_.i);
  }
  int64_t to_long() const {
    return is_floating_point() ? static_cast<int64_t>(value_.d) : value_.i;
  }
  bool to_bool() const { return is_floating_point() ? value_.d != 0 : value_.i != 0; }
  /// As T; value error where an integer or a float cannot hold it. Fractions are cut off.
  template <class T>
  T to() const {
    if constexpr (std::same_as<T, bool>) {
      return to_bool();
    } else if constexpr (std::same_as<T, Scalar>) {
      return *this;
    } else if constexpr (std::integral<T>) {
      if (!fits<T>()) detail::scalar_overflow(scalar_type_of<T>);
      return static_cast<T>(to_long());
    } else {
      const double value = to_double();
      if constexpr (std::same_as<T, float> || std::same_as<T, Half>) {
        const double most = std::same_as<T, Half> ? 65504 : std::numeric_limits<float>::max();
        if (std::fabs(value) > most && std::isfinite(value))
          detail::scalar_overflow(scalar_type_of<T>);
      }
      return static_cast<T>(value);
    }
  }
  /// kDouble, kLong or kBool.
  ScalarType type() const { return is_floating_point() ? kDouble : is_boolean() ? kBool : kLong; }

  // libtorch's names.
  bool isFloatingPoint() const { return is_floating_point(); }
  bool isIntegral(bool include_bool) const {
    return is_integral() || (include_bool && is_boolean());
  }
  bool isBoolean() const { return is_boolean(); }
  bool isComplex() const { return false; }
  Scalar conj() const { return *this; }
  double toDouble() const { return to<double>(); }
  float toFloat() const { return to<float>(); }
  Half toHalf() const { return to<Half>(); }
  BFloat16 toBFloat16() const { return to<BFloat16>(); }
  int64_t toLong() const { return to<int64_t>(); }
  int toInt() const { return to<int>(); }
  int16_t toShort() const { return to<int16_t>(); }
  int8_t toChar() const { return to<int8_t>(); }
  uint8_t toByte() const { return to<uint8_t>(); }
  bool toBool() const { return to_bool(); }
  Scalar operator-() const { return is_floating_point() ? Scalar(-value_.d) : Scalar(-value_.i); }
  /// Whether both are the same number; a bool only equals a bool.
  bool equal(Scalar other) const {
    if (is_boolean() != other.is_boolean()) return false;
    if (is_floating_point() || other.is_floating_point()) return to_double() == other.to_double();
    return value_.i == other.value_.i;
  }

 private:
  // Integers below zero wrap around in unsigned types, down to minus their largest, as in PyTorch.
  template <class T>
  bool fits() const {
    constexpr bool is_signed = std::numeric_limits<T>::is_signed;
    if (is_floating_point())
      return value_.d >= static_cast<double>(std::numeric_limits<T>::lowest()) &&
             value_.d <= static_cast<double>(std::numeric_limits<T>::max());
    if constexpr (sizeof(T) >= sizeof(int64_t))
      return true;
    else
      return value_.i <= static_cast<int64_t>(std::numeric_limits<T>::max()) &&
             value_.i >= (is_signed ? static_cast<int64_t>(std::numeric_limits<T>::lowest())
                                    : -static_cast<int64_t>(std::numeric_limits<T>::max()));
  }

  enum class Kind : uint8_t { boolean, integer, real } kind_;
  union {
    int64_t i;
    double d;
  } value_;
};
std::ostream& operator<<(std::ostream& out, Scalar value);

}  // namespace pumice
