// Comparisons and logic.
#include "shaders/kernels/compare.h"
#include "base/error.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "pumice/autograd.h"
#include "pumice/functions.h"
#include "shaders/kernels/compare_scalar.h"
#include "shaders/kernels/logical.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

Tensor compare(Compare op, const char* name, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name, {a, b});
  const ScalarType work = working_type(result_type(a, b));
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), name);
  NoGradGuard guard;
  const Tensor x = a.to(device, work), z = b.to(device, work);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, kBool, like);
  launch_elements(kernel::compare{}, {x, z, y}, {static_cast<uint16_t>(op)});
  return y;
}

Tensor compare(Compare op, const char* name, const Tensor& a, Scalar b, bool beside_number = true) {
  const ScalarType own = impl_of(a, name).dtype, dtype = result_type(a, b);
  NoGradGuard guard;
  const Tensor x = dtype == own ? a : a.to(working_type(dtype));
  const Tensor* like[] = {&x};
  Tensor y = make_result(a.sizes(), kBool, like, beside_number);
  launch_elements(kernel::compare_scalar{.s0 = wrapped_number(b, dtype)}, {x, y},
                  {static_cast<uint16_t>(op)});
  return y;
}

Tensor logical(kernel::logical::OP op, const char* name, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name, {a, b});
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), name);
  NoGradGuard guard;
  const Tensor x = as_bool(a).to(device), z = as_bool(b).to(device);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, kBool, like);
  launch_elements(kernel::logical{}, {x, z, y}, {static_cast<uint16_t>(op)});
  return y;
}

}  // namespace

namespace {
// The nodes of comparisons in place: of a number 0, of a tensor 1.
const char* node_of(std::string_view name, size_t overload) {
  constexpr std::pair<std::string_view, const char*> nodes[][2] = {
      {{"eq", "EqBackward0"}, {"eq", "EqBackward1"}},
      {{"ne", "NeBackward0"}, {"ne", "NeBackward1"}},
      {{"lt", "LtBackward0"}, {"lt", "LtBackward1"}},
      {{"le", "LeBackward0"}, {"le", "LeBackward1"}},
      {{"gt", "GtBackward0"}, {"gt", "GtBackward1"}},
      {{"ge", "GeBackward0"}, {"ge", "GeBackward1"}}};
  for (const auto& pair : nodes)
    if (pair[0].first == name) return pair[overload].second;
  return nullptr;
}
}  // namespace

Tensor as_bool(const Tensor& tensor) {
  return tensor.scalar_type() == kBool ? tensor : ne(tensor, 0);
}

#define COMPARE(name, y)                                 \
  Tensor name(const Tensor& self, const Tensor& other) { \
    return compare(Compare::name, #name, self, other);   \
  }                                                      \
  Tensor name(const Tensor& self, Scalar other) {        \
    return compare(Compare::name, #name, self, other);   \
  }
#include "shaders/elementwise.def"

#define COMPARE(name, y)                                                                \
  Tensor Tensor::name(const Tensor& other) const { return pumice::name(*this, other); } \
  Tensor Tensor::name(Scalar other) const { return pumice::name(*this, other); }        \
  Tensor& Tensor::name##_(const Tensor& other) const {                                  \
    impl_of(other, #name), impl_of(*this, #name);                                       \
    check_no_partial_overlap(#name, *this, other);                                      \
    return assign(#name, *this, pumice::name(*this, other), node_of(#name, 1));         \
  }                                                                                     \
  Tensor& Tensor::name##_(Scalar other) const {                                         \
    return assign(#name, *this, pumice::name(*this, other), node_of(#name, 0));         \
  }
#include "shaders/elementwise.def"

Tensor logical_not(const Tensor& self) {
  if (impl_of(self, "logical_not").dtype != kBool)
    return compare(Compare::eq, "logical_not", self, 0, false);
  return logical(kernel::logical::OP::logical_not, "logical_not", self, self);
}
Tensor logical_and(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_and, "logical_and", self, other);
}
Tensor logical_or(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_or, "logical_or", self, other);
}
Tensor logical_xor(const Tensor& self, const Tensor& other) {
  return logical(kernel::logical::OP::logical_xor, "logical_xor", self, other);
}

Tensor Tensor::logical_not() const { return pumice::logical_not(*this); }
Tensor& Tensor::logical_not_() const {
  return assign("logical_not", *this, pumice::logical_not(*this));
}
#define PUMICE_METHOD(name)                                                             \
  Tensor Tensor::name(const Tensor& other) const { return pumice::name(*this, other); } \
  Tensor& Tensor::name##_(const Tensor& other) const {                                  \
    impl_of(other, #name), impl_of(*this, #name);                                       \
    check_no_partial_overlap(#name, *this, other);                                      \
    return assign(#name, *this, pumice::name(*this, other));                            \
  }
PUMICE_METHOD(logical_and)
PUMICE_METHOD(logical_or)
PUMICE_METHOD(logical_xor)

}  // namespace pumice
