// Elementwise operators of one operand, in place and not, and their gradients.
#include "shaders/kernels/unary.h"
#include "autograd/constant.h"
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "shaders/kernels/add_index.h"
#include "shaders/kernels/unary_grad.h"
#include "shaders/kernels/unary_int.h"
#include "shaders/kernels/unary_more.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// Counting is what devices that have int64 for indices only do with it, within 32 bits.
bool counts(const UnaryRow& row, const Tensor& x, Scalar s0) {
  return row.integer_op == int(kernel::unary_int::OP::add_scalar) && x.scalar_type() == kLong &&
         !device_properties(x.device()).int64 && s0.to_long() == static_cast<int32_t>(s0.to_long());
}

void run(const UnaryRow& row, const Tensor& x, const Tensor& y, Scalar s0, Scalar s1) {
  if (row.more)
    launch_elements(kernel::unary_more{.s0 = s0, .s1 = s1}, {x, y}, {row.op});
  else if (is_floating_point(x.scalar_type()))
    launch_elements(kernel::unary{.s0 = s0, .s1 = s1}, {x, y}, {row.op});
  else if (counts(row, x, s0))
    launch_elements(kernel::add_index{.s0 = static_cast<int32_t>(s0.to_long())}, {x, y});
  else
    launch_elements(kernel::unary_int{.s0 = s0, .s1 = s1}, {x, y},
                    {static_cast<uint16_t>(row.integer_op)});
}

// What the derivative does not name is bound to what it does.
Tensor run_grad(const UnaryRow& row, const Tensor& g, const Tensor& x, const Tensor& y, Scalar s0,
                Scalar s1) {
  const Tensor& left = x.defined() ? x : y.defined() ? y : g;
  const Tensor& right = y.defined() ? y : left;
  // PyTorch has these select by the operand, and others multiply g.
  const bool selects =
      row.op == int(Unary::relu) || row.op == int(Unary::leaky_relu) || row.op == int(Unary::clamp);
  const Tensor* like[] = {selects ? &left : &g, &right, selects ? &g : &left};
  Tensor dx = make_result(g.sizes(), g.scalar_type(), like);
  launch_elements(kernel::unary_grad{.s0 = s0, .s1 = s1}, {left, right, g, dx}, {row.op});
  return dx;
}

// The derivative as recorded operators, which have one of their own.
Tensor recorded_grad(const UnaryRow& row, const Tensor& g, const Tensor& x, const Tensor& y,
                     Scalar s0, Scalar s1) {
  Tensor dx = row.grad(g, x, y, s0.to_double(), s1.to_double());
  if (&row == &row_of(Unary::abs)) return constant_in(x, std::move(dx), "MulBackward0");
  if (&row == &row_of(Unary::relu))
    return constant_in(y, std::move(dx), "ThresholdBackwardBackward0");
  if (&row == &row_of(Unary::leaky_relu))
    return constant_in(x, std::move(dx), "LeakyReluBackwardBackward0");
  return dx;
}

GradFn gradient(const UnaryRow& row, const Saved& x, const Saved& y, Scalar s0, Scalar s1) {
  return [=, &row](const Tensors& grads, Needs) -> Tensors {
    const Tensor& g = grads[0];
    if (row.passes_grad) return {g};
    const Tensor x_value = row.uses_x ? x.unpack() : Tensor();
    const Tensor y_value = row.uses_y ? y.unpack() : Tensor();
    if (row.more || GradMode::is_enabled())
      return {recorded_grad(row, g, x_value, y_value, s0, s1)};
    return {run_grad(row, g, x_value, y_value, s0, s1)};
  };
}

void check_offered(const UnaryRow& row, ScalarType dtype) {
  if (!is_floating_point(dtype)) check_dtype(row.name, dtype, row.shown);
  if (dtype != kBool || row.more) return;
  const auto op = static_cast<Unary>(row.op);
  check(op != Unary::neg, ErrorKind::dtype,
        "neg: Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
        "invert a mask, use the `~` or `logical_not()` operator instead.");
  check(op != Unary::relu, ErrorKind::dtype, "{}: Boolean inputs not supported for {}", row.shown,
        row.shown);
}

// Which PyTorch has as operators of two tensors, the number being one without dims.
bool is_beside_number(const UnaryRow& row) {
  if (row.more) return false;
  const auto op = static_cast<Unary>(row.op);
  return op == Unary::add_scalar || op == Unary::mul_scalar || op == Unary::div_scalar ||
         op == Unary::rsub_scalar;
}

ScalarType computed_type(const UnaryRow& row, ScalarType dtype) {
  // The power with the number 2 in PyTorch.
  if (dtype == kBool && !row.more && static_cast<Unary>(row.op) == Unary::square) return kLong;
  const bool fits = is_floating_point(dtype) || row.integer_op != kFloatingOnly;
  return fits ? dtype : default_dtype();
}

}  // namespace

Tensor unary(const UnaryRow& row, const Tensor& self, Scalar s0, Scalar s1) {
  const ScalarType own = impl_of(self, row.shown).dtype;
  check_offered(row, own);
  const ScalarType dtype = computed_type(row, own);
  if (dtype != own) return unary(row, self.to(dtype), s0, s1);
  if (working_type(own) != own) return unary(row, self.to(working_type(own)), s0, s1).to(own);
  const Tensor* like[] = {&self};
  Tensor y = make_result(self.sizes(), own, like, is_beside_number(row));
  run(row, self, y, s0, s1);
  return record(row.node, {self}, y, [&] {
    return gradient(row, row.uses_x ? Saved(self) : Saved(),
                    row.uses_y ? Saved::output(y) : Saved(), s0, s1);
  });
}

void unary_(const UnaryRow& row, const Tensor& self, Scalar s0, Scalar s1, ScalarType dtype) {
  const ScalarType own = impl_of(self, row.shown).dtype;
  check_inplace(row.shown, self);
  check_offered(row, own);
  if (dtype == ScalarType::Undefined) dtype = own;
  dtype = computed_type(row, dtype);
  check(&row != &row_of(Unary::clamp) || can_cast(dtype, own), ErrorKind::dtype,
        "clamp: result type {} can't be cast to the desired output type {}", toString(dtype),
        cpp_name(own));
  check_writable(row.shown, self, dtype);
  // What backward reads of self is what it was before.
  const Tensor before = needs_grad({self}) && row.uses_x ? self.clone() : Tensor();
  {
    NoGradGuard guard;
    const ScalarType work = working_type(dtype);
    if (work == own) {
      run(row, self, self, s0, s1);
    } else {
      const Tensor y = make_tensor(self.sizes(), work, self.device());
      run(row, self.to(work), y, s0, s1);
      copy_into(self, y);
    }
  }
  record_inplace(row.node, {self}, self, [&] {
    return gradient(row, row.uses_x ? Saved(before) : Saved(),
                    row.uses_y ? Saved::output(self) : Saved(), s0, s1);
  });
}

// Every row is a function, and a method where Tensor has one of its name.
#define UNARY(name, y, dx) \
  Tensor name(const Tensor& self) { return unary(Unary::name, self); }
#define UNARY_ALL(name, y, dx) UNARY(name, y, dx)
#define MORE(name, y, dx) \
  Tensor name(const Tensor& self) { return unary(MoreUnary::name, self); }
#include "shaders/elementwise.def"

#define PUMICE_METHOD(Rows, name)                             \
  Tensor Tensor::name() const { return pumice::name(*this); } \
  Tensor& Tensor::name##_() const {                           \
    unary_(Rows::name, *this);                                \
    return const_cast<Tensor&>(*this);                        \
  }
PUMICE_METHOD(Unary, neg)
PUMICE_METHOD(Unary, abs)
PUMICE_METHOD(Unary, exp)
PUMICE_METHOD(Unary, log)
PUMICE_METHOD(Unary, sqrt)
PUMICE_METHOD(Unary, rsqrt)
PUMICE_METHOD(Unary, square)
PUMICE_METHOD(Unary, reciprocal)
PUMICE_METHOD(Unary, sin)
PUMICE_METHOD(Unary, cos)
PUMICE_METHOD(Unary, tanh)
PUMICE_METHOD(Unary, sigmoid)
PUMICE_METHOD(Unary, relu)
PUMICE_METHOD(Unary, erf)
#define MORE(name, y, dx) PUMICE_METHOD(MoreUnary, name)
#include "shaders/elementwise.def"

Tensor leaky_relu(const Tensor& self, Scalar negative_slope) {
  return unary(Unary::leaky_relu, self, negative_slope);
}

Tensor gelu(const Tensor& self, std::string_view approximate) {
  check(approximate == "none" || approximate == "tanh", ErrorKind::value,
        "gelu: approximate argument must be either none or tanh.");
  return unary(approximate == "tanh" ? Unary::gelu_tanh : Unary::gelu, self);
}

}  // namespace pumice
