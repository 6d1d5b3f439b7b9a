// A number of any dtype, as operators take it beside tensors.
#pragma once

#include <concepts>

#include "pumice/dtype.h"

namespace pumice {

/// Holds a bool, an int64 or a double, as PyTorch's Scalar does.
class Scalar {
 public:
  Scalar() : Scalar(int64_t{0}) {}
  Scalar(bool v) : kind_(Kind::boolean) { value_.i = v; }
  template <std::integral I>
  requires(!std::same_as<I, bool>) Scalar(I v) : kind_(Kind::integer) {
    value_.i = static_cast<int64_t>(v);
  }
  template <std::floating_point F>
  Scalar(F v) : kind_(Kind::real) {
    value_.d = static_cast<double>(v);
  }
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
  template <class T>
  T to() const {
    if constexpr (std::same_as<T, bool>)
      return to_bool();
    else if constexpr (std::integral<T>)
      return static_cast<T>(to_long());
    else
      return static_cast<T>(to_double());
  }
  /// kDouble, kLong or kBool.
  ScalarType type() const { return is_floating_point() ? kDouble : is_boolean() ? kBool : kLong; }

 private:
  enum class Kind : uint8_t { boolean, integer, real } kind_;
  union {
    int64_t i;
    double d;
  } value_;
};

}  // namespace pumice
