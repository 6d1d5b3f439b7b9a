// One element as bytes on the host, to and from Scalar.
#pragma once

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "pumice/scalar.h"

namespace pumice {

/// Calls f(T{}) with the C++ type of dtype; bool comes as bool, halves as Half and BFloat16.
template <class F>
decltype(auto) with_type(ScalarType dtype, F&& f) {
  switch (dtype) {
    case kByte:
      return f(uint8_t{});
    case kChar:
      return f(int8_t{});
    case kShort:
      return f(int16_t{});
    case kInt:
      return f(int32_t{});
    case kLong:
      return f(int64_t{});
    case kHalf:
      return f(Half{});
    case kFloat:
      return f(float{});
    case kDouble:
      return f(double{});
    case kBool:
      return f(bool{});
    case kBFloat16:
      return f(BFloat16{});
    case ScalarType::Undefined:
      break;
  }
  fail(ErrorKind::dtype, "the dtype is undefined");
}

template <class T>
T number_as(Scalar value) {
  if constexpr (std::is_arithmetic_v<T>)
    return value.to<T>();
  else
    return T(static_cast<float>(value.to_double()));
}

/// The number as an element of dtype, fractions cut off; value error where it would overflow.
inline Scalar checked_number(Scalar value, ScalarType dtype) {
  return with_type(dtype, [&](auto type) -> Scalar {
    using T = decltype(type);
    if constexpr (std::is_arithmetic_v<T>) {
      return value.to<T>();
    } else {
      const double number = value.to_double();
      const double most = std::is_same_v<T, Half> ? 65504 : 0x1.FEp127;
      if (std::isfinite(number) && std::abs(number) > most) detail::scalar_overflow(dtype);
      return number;
    }
  });
}

/// The number as an element of dtype, cut off as by C++ where it does not fit.
inline Scalar wrapped_number(Scalar value, ScalarType dtype) {
  if (value.is_floating_point() || is_floating_point(dtype) || dtype == kBool) return value;
  return with_type(dtype, [&](auto type) -> Scalar {
    using T = decltype(type);
    if constexpr (std::is_integral_v<T>) return static_cast<T>(value.to_long());
    return value;
  });
}

inline Scalar scalar_from_bytes(const void* source, ScalarType dtype) {
  return with_type(dtype, [&](auto type) {
    using T = decltype(type);
    T value;
    std::memcpy(&value, source, sizeof(T));
    if constexpr (std::is_arithmetic_v<T>)
      return Scalar(value);
    else
      return Scalar(static_cast<float>(value));
  });
}

inline void scalar_to_bytes(Scalar value, ScalarType dtype, void* target) {
  with_type(dtype, [&](auto type) {
    const auto element = number_as<decltype(type)>(value);
    std::memcpy(target, &element, sizeof(element));
  });
}

}  // namespace pumice
