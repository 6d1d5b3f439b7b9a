// Divisions that round, functions of two tensors that are seldom hot, and bits.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

template <class B>
ScalarType promoted(const Tensor& a, const B& b, const char* name) {
  impl_of(a, name);
  if constexpr (std::is_same_v<B, Tensor>) impl_of(b, name, "#1 'other'");
  return result_type(a, b);
}

enum class Rounding { none, trunc, floor };
Rounding rounding(std::optional<std::string_view> mode) {
  if (!mode) return Rounding::none;
  check(*mode == "trunc" || *mode == "floor", ErrorKind::value,
        "div: div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{}'",
        *mode);
  return *mode == "trunc" ? Rounding::trunc : Rounding::floor;
}

template <class B>
constexpr const char* trunc_node = std::is_same_v<B, Tensor> ? "DivBackward2" : "DivBackward3";

// A quotient cut off, whose gradients are 0 even where 0 divides.
template <class B>
Tensor truncated(const Tensor& a, const B& b) {
  std::vector<Tensor> inputs{a};
  if constexpr (std::is_same_v<B, Tensor>) inputs.push_back(b);
  Tensor y;
  {
    const NoGradGuard no_grad;
    y = trunc(binary(Binary::div, a, b));
  }
  if (!needs_grad(inputs)) return y;
  std::vector<std::pair<DimVector, TensorOptions>> like;
  for (const Tensor& t : inputs) like.emplace_back(t.sizes(), t.options());
  record(trunc_node<B>, inputs, {&y, 1}, [like](const Tensors&, Needs needs) {
    Tensors grads;
    for (const auto& [sizes, options] : like)
      grads.push_back(needs[grads.size()] ? zeros(sizes, options) : Tensor());
    return grads;
  });
  return y;
}

template <class B>
Tensor divided(const Tensor& a, const B& b, std::optional<std::string_view> mode) {
  switch (rounding(mode)) {
    case Rounding::none:
      return binary(Binary::div, a, b);
    case Rounding::floor:
      return binary(MoreBinary::div_floor, a, b);
    default:
      if (is_floating_point(promoted(a, b, "div"))) return truncated(a, b);
      return binary(MoreInteger::div_trunc, a, b);
  }
}
template <class B>
void divide_(const Tensor& a, const B& b, std::optional<std::string_view> mode) {
  switch (rounding(mode)) {
    case Rounding::none:
      return binary_(Binary::div, a, b);
    case Rounding::floor:
      return binary_(MoreBinary::div_floor, a, b);
    default:
      if (!is_floating_point(promoted(a, b, "div"))) return binary_(MoreInteger::div_trunc, a, b);
      write_once("div", a, [&](const Tensor& x) {
        binary_(Binary::div, x, b);
        x.trunc_();
      });
      rename_write(a, trunc_node<B>);
  }
}

bool whole(const Tensor& a, const Tensor& b, const char* name) {
  return !is_floating_point(promoted(a, b, name));
}

}  // namespace

Tensor div(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  return divided(self, other, rounding_mode);
}
Tensor div(const Tensor& self, Scalar other, std::optional<std::string_view> rounding_mode) {
  return divided(self, other, rounding_mode);
}
Tensor Tensor::div(const Tensor& other, std::optional<std::string_view> rounding_mode) const {
  return divided(*this, other, rounding_mode);
}
Tensor Tensor::div(Scalar other, std::optional<std::string_view> rounding_mode) const {
  return divided(*this, other, rounding_mode);
}
Tensor& Tensor::div_(const Tensor& other, std::optional<std::string_view> rounding_mode) const {
  pumice::divide_(*this, other, rounding_mode);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::div_(Scalar other, std::optional<std::string_view> rounding_mode) const {
  pumice::divide_(*this, other, rounding_mode);
  return const_cast<Tensor&>(*this);
}

#define PUMICE_METHODS(name, op)                                                           \
  Tensor name(const Tensor& self, const Tensor& other) { return binary(op, self, other); } \
  Tensor name(const Tensor& self, Scalar other) { return binary(op, self, other); }        \
  Tensor Tensor::name(const Tensor& other) const { return binary(op, *this, other); }      \
  Tensor Tensor::name(Scalar other) const { return binary(op, *this, other); }             \
  Tensor& Tensor::name##_(const Tensor& other) const {                                     \
    binary_(op, *this, other);                                                             \
    return const_cast<Tensor&>(*this);                                                     \
  }                                                                                        \
  Tensor& Tensor::name##_(Scalar other) const {                                            \
    binary_(op, *this, other);                                                             \
    return const_cast<Tensor&>(*this);                                                     \
  }
PUMICE_METHODS(fmod, MoreBinary::fmod)
PUMICE_METHODS(remainder, MoreBinary::remainder)
PUMICE_METHODS(xlogy, MoreBinary::xlogy)
PUMICE_METHODS(bitwise_left_shift, MoreInteger::bitwise_left_shift)
PUMICE_METHODS(bitwise_right_shift, MoreInteger::bitwise_right_shift)
#define PUMICE_FLOOR_DIVIDE(B)                                                              \
  Tensor floor_divide(const Tensor& self, B other) {                                        \
    return refuse_gradient(binary(MoreBinary::div_floor, self, other), "floor_divide");     \
  }                                                                                         \
  Tensor Tensor::floor_divide(B other) const { return pumice::floor_divide(*this, other); } \
  Tensor& Tensor::floor_divide_(B other) const {                                            \
    binary_(MoreBinary::div_floor, *this, other);                                           \
    return refuse_gradient(*this, "floor_divide_");                                         \
  }
PUMICE_FLOOR_DIVIDE(const Tensor&)
PUMICE_FLOOR_DIVIDE(Scalar)
#undef PUMICE_METHODS
#define PUMICE_WHOLE(name)                               \
  Tensor name(const Tensor& self, const Tensor& other) { \
    return binary(MoreInteger::name, self, other);       \
  }                                                      \
  Tensor Tensor::name(const Tensor& other) const {       \
    return binary(MoreInteger::name, *this, other);      \
  }                                                      \
  Tensor& Tensor::name##_(const Tensor& other) const {   \
    binary_(MoreInteger::name, *this, other);            \
    return const_cast<Tensor&>(*this);                   \
  }
PUMICE_WHOLE(gcd)
PUMICE_WHOLE(lcm)
#undef PUMICE_WHOLE
Tensor remainder(Scalar self, const Tensor& other) {
  return binary(row_of(MoreBinary::remainder), self, other);
}
Tensor xlogy(Scalar self, const Tensor& other) {
  return binary(row_of(MoreBinary::xlogy), self, other);
}
Tensor bitwise_left_shift(Scalar self, const Tensor& other) {
  return binary(row_of(MoreInteger::bitwise_left_shift), self, other);
}
Tensor bitwise_right_shift(Scalar self, const Tensor& other) {
  return binary(row_of(MoreInteger::bitwise_right_shift), self, other);
}

// On bools the bits are the truth values.
#define PUMICE_BITS(name, logic)                                                        \
  Tensor name(const Tensor& self, const Tensor& other) {                                \
    if (promoted(self, other, #name) == kBool) return logic(self, other);               \
    return binary(MoreInteger::name, self, other);                                      \
  }                                                                                     \
  Tensor name(const Tensor& self, Scalar other) {                                       \
    if (promoted(self, other, #name) == kBool)                                          \
      return logic(self, full({}, other, TensorOptions(kBool).device(self.device())));  \
    return binary(MoreInteger::name, self, other);                                      \
  }                                                                                     \
  Tensor name(Scalar self, const Tensor& other) { return name(other, self); }           \
  Tensor Tensor::name(const Tensor& other) const { return pumice::name(*this, other); } \
  Tensor Tensor::name(Scalar other) const { return pumice::name(*this, other); }        \
  Tensor& Tensor::name##_(const Tensor& other) const {                                  \
    check_written(#name, *this, other, promoted(*this, other, #name));                  \
    return assign(#name, *this, pumice::name(*this, other));                            \
  }                                                                                     \
  Tensor& Tensor::name##_(Scalar other) const {                                         \
    check_writable(#name, *this, promoted(*this, other, #name));                        \
    return assign(#name, *this, pumice::name(*this, other));                            \
  }
PUMICE_BITS(bitwise_and, logical_and)
PUMICE_BITS(bitwise_or, logical_or)
PUMICE_BITS(bitwise_xor, logical_xor)

Tensor bitwise_not(const Tensor& self) {
  const ScalarType dtype = impl_of(self, "bitwise_not").dtype;
  check_dtype("bitwise_not", dtype);
  return dtype == kBool ? logical_not(self) : bitwise_xor(self, -1);
}
Tensor Tensor::bitwise_not() const { return pumice::bitwise_not(*this); }
Tensor& Tensor::bitwise_not_() const {
  return assign("bitwise_not", *this, pumice::bitwise_not(*this));
}

Tensor atan2(const Tensor& self, const Tensor& other) {
  return binary(MoreBinary::atan2, self, other);
}
Tensor hypot(const Tensor& self, const Tensor& other) {
  return binary(MoreBinary::hypot, self, other);
}
Tensor copysign(const Tensor& self, const Tensor& other) {
  return binary(MoreBinary::copysign, self, other);
}
Tensor copysign(const Tensor& self, Scalar other) {
  return binary(MoreBinary::copysign, self, other);
}
Tensor fmax(const Tensor& self, const Tensor& other) {
  if (whole(self, other, "fmax")) return maximum(self, other);
  return binary(MoreBinary::fmax, self, other);
}
Tensor fmin(const Tensor& self, const Tensor& other) {
  if (whole(self, other, "fmin")) return minimum(self, other);
  return binary(MoreBinary::fmin, self, other);
}
Tensor logaddexp(const Tensor& self, const Tensor& other) {
  return binary(MoreBinary::logaddexp, self, other, 1.0);
}
Tensor logaddexp2(const Tensor& self, const Tensor& other) {
  const ScalarType dtype = promoted(self, other, "logaddexp2");
  broadcast_shapes(self.sizes(), other.sizes(), "logaddexp2");
  check_dtype("logaddexp2", dtype);
  return rename_node(binary(MoreBinary::logaddexp, self, other, std::log(2.0)),
                     "Logaddexp2Backward0");
}

Tensor Tensor::atan2(const Tensor& other) const { return pumice::atan2(*this, other); }
Tensor Tensor::hypot(const Tensor& other) const { return pumice::hypot(*this, other); }
Tensor Tensor::copysign(const Tensor& other) const { return pumice::copysign(*this, other); }
Tensor Tensor::fmax(const Tensor& other) const { return pumice::fmax(*this, other); }
Tensor Tensor::fmin(const Tensor& other) const { return pumice::fmin(*this, other); }
Tensor Tensor::logaddexp(const Tensor& other) const { return pumice::logaddexp(*this, other); }
Tensor Tensor::logaddexp2(const Tensor& other) const { return pumice::logaddexp2(*this, other); }
Tensor& Tensor::atan2_(const Tensor& other) const {
  binary_(MoreBinary::atan2, *this, other);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::hypot_(const Tensor& other) const {
  binary_(MoreBinary::hypot, *this, other);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::copysign_(const Tensor& other) const {
  binary_(MoreBinary::copysign, *this, other);
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::copysign(Scalar other) const { return pumice::copysign(*this, other); }
Tensor& Tensor::copysign_(Scalar other) const {
  binary_(MoreBinary::copysign, *this, other);
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
