// Elementwise operators of two tensors, in place and not, and their gradients.
#include "shaders/kernels/binary.h"
#include "autograd/record.h"
#include "ops/bounds.h"
#include "ops/copy.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/binary_int.h"
#include "shaders/kernels/binary_more.h"
#include "shaders/kernels/binary_more_int.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

// PyTorch's error on the CPU, here wherever the operator runs.
void check_divisor(const BinaryRow& row, const Tensor& b) {
  const bool divides = row.more && row.integer_op <= int(MoreInteger::div_trunc);
  if (!divides || is_floating_point(b.scalar_type()) || known_in_bounds()) return;
  NoGradGuard guard;
  check_holds({row.shown, "ZeroDivisionError"}, ne(b, 0));
}

// The row that computes an operator, and its parameter.
struct Form {
  const BinaryRow& row;
  Scalar s0;
};
Form with_alpha(const BinaryRow& row, Scalar alpha) {
  if (row.more) return {row, alpha};
  if (alpha.to_double() == 1) return {row, 0};
  const BinaryRow& scaled = row_of(Binary::add_scaled);
  if (&row != &row_of(Binary::sub)) return {scaled, alpha};
  if (alpha.is_floating_point()) return {scaled, -alpha.to_double()};
  return {scaled, static_cast<int64_t>(0 - static_cast<uint64_t>(alpha.to_long()))};
}

void run(const Form& form, const Tensor& a, const Tensor& b, const Tensor& y) {
  const BinaryRow& row = form.row;
  const auto op = static_cast<uint16_t>(row.op), whole = static_cast<uint16_t>(row.integer_op);
  const bool floating = is_floating_point(y.scalar_type());
  if (floating && row.more)
    launch_elements(kernel::binary_more{.s0 = form.s0}, {a, b, y}, {op});
  else if (floating)
    launch_elements(kernel::binary{.s0 = form.s0}, {a, b, y}, {op});
  else if (row.more)
    launch_elements(kernel::binary_more_int{}, {a, b, y}, {whole});
  else
    launch_elements(kernel::binary_int{.s0 = form.s0}, {a, b, y}, {whole});
}

// What a wanted derivative names of the operands; `kept` is b as it is kept.
struct SavedOperands {
  Saved a, b;
};
SavedOperands saved_operands(const BinaryRow& row, const Tensor& a, const Tensor& b,
                             const Tensor& kept) {
  const bool da = a.requires_grad(), db = b.requires_grad();
  return {(da && row.a.uses_a) || (db && row.b.uses_a) ? Saved(a) : Saved(),
          (da && row.a.uses_b) || (db && row.b.uses_b) ? Saved(kept) : Saved()};
}

// As in PyTorch whatever is wanted: it keeps the result, and asks whether it was changed.
bool names_result(const BinaryRow& row) { return row.a.uses_y || row.b.uses_y; }

GradFn gradient(const Form& form, const Tensor& a, const Tensor& b, const SavedOperands& operands,
                const Saved& result) {
  return [operands, result, &row = form.row, s0 = form.s0.to_double(),
          a_sizes = DimVector(a.sizes()), b_sizes = DimVector(b.sizes()), a_type = a.scalar_type(),
          b_type = b.scalar_type()](const Tensors& grads, Needs needs) -> Tensors {
    const Tensor y = names_result(row) ? result.unpack() : Tensor();
    const auto side = [&](const BinaryRow::Side& s, IntArrayRef sizes, ScalarType dtype) {
      const Tensor full = s.grad(grads[0], s.uses_a ? operands.a.unpack() : Tensor(),
                                 s.uses_b ? operands.b.unpack() : Tensor(), y, s0);
      return sum_to(full, sizes).to(dtype);
    };
    return {needs[0] ? side(row.a, a_sizes, a_type) : Tensor(),
            needs[1] ? side(row.b, b_sizes, b_type) : Tensor()};
  };
}

// a.to(), kept in `copy`, or `a` itself where it is right already: no reference is counted.
const Tensor& moved(const Tensor& a, Device device, ScalarType dtype, Tensor& copy) {
  const TensorImpl& impl = *a.impl();
  if (impl.dtype == dtype && impl.device() == device) return a;
  return copy = a.to(device, dtype);
}

// An operand that shares self's storage is copied first: it may stand between what is written, or
// be saved for backward. Only the same view, not saved, can be read while it is written.
Tensor apart(const Tensor& operand, const Tensor& self, bool saved) {
  const TensorImpl &a = *operand.impl(), &b = *self.impl();
  if (!a.storage.is_alias_of(b.storage)) return operand;
  const bool same = a.offset == b.offset && a.sizes == b.sizes && a.strides == b.strides;
  return same && !saved ? operand : operand.clone();
}

}  // namespace

void check_operands(const BinaryRow& row, ScalarType a, ScalarType b) {
  if (&row != &row_of(Binary::sub)) return;
  check(
      a != kBool || b != kBool, ErrorKind::dtype,
      "sub: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
      "`logical_xor()` operator instead.");
  check(a != kBool && b != kBool, ErrorKind::dtype,
        "sub: Subtraction, the `-` operator, with a bool tensor is not supported. If you are "
        "trying to invert a mask, use the `~` or `logical_not()` operator instead.");
}

void check_alpha(const BinaryRow& row, ScalarType result, Scalar alpha) {
  if (&row != &row_of(Binary::sub) && &row != &row_of(Binary::add)) return;
  check(!alpha.is_boolean() || result == kBool, ErrorKind::value,
        "{}: Boolean alpha only supported for Boolean results.", row.shown);
  check(is_floating_point(result) || !alpha.is_floating_point(), ErrorKind::value,
        "{}: For integral input tensors, argument alpha must not be a floating point number.",
        row.shown);
}

ScalarType computed_type(const BinaryRow& row, ScalarType promoted) {
  const bool stays = is_floating_point(promoted) || row.integer_op != kFloatingOnly;
  return stays || refuses(row.name, promoted) ? promoted : default_dtype();
}

void check_computed(const BinaryRow& row, ScalarType promoted) {
  bool lacks = row.op == kIntegerOnly;
  if (!is_floating_point(promoted)) {
    check_dtype(row.name, promoted, row.shown);
    lacks = row.integer_op != kFloatingOnly && row.more && promoted == kBool;
  }
  if (lacks) [[unlikely]]
    refuse_dtype(row.name, promoted, row.shown);
}

Device common_device(const char* name,
                     std::initializer_list<std::reference_wrapper<const Tensor>> of) {
  const Tensor* chosen = nullptr;
  for (const Tensor& t : of) {
    if (!t.defined()) [[unlikely]]
      impl_of(t, name, &t == &of.begin()->get() ? "#0 'self'" : "#1 'other'");
    if (t.dim() == 0 && t.device().is_cpu()) continue;
    check(
        !chosen || chosen->device() == t.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} and "
        "{}!",
        name, chosen ? chosen->device() : t.device(), t.device());
    chosen = &t;
  }
  return chosen ? chosen->device() : of.begin()->get().device();
}

void check_writable(const char* name, const Tensor& self, ScalarType computed) {
  check(can_cast(computed, self.scalar_type()), ErrorKind::dtype,
        "{}: result type {} can't be cast to the desired output type {}", name, toString(computed),
        toString(self.scalar_type()));
  const TensorImpl& impl = *self.impl();
  for (size_t d = 0; d < impl.sizes.size(); ++d)
    check(impl.sizes[d] <= 1 || impl.strides[d] != 0, ErrorKind::value,
          "{}: unsupported operation: more than one element of the written-to tensor refers to a "
          "single memory location. Please clone() the tensor before performing the operation.",
          name);
}

void check_no_partial_overlap(const char* name, const Tensor& self, const Tensor& operand) {
  check_overlap(name, self, operand);
}

void check_result_shape(const char* name, const Tensor& self, IntArrayRef shape) {
  check(shape == self.sizes(), ErrorKind::shape,
        "{}: output with shape {} doesn't match the broadcast shape {}", name,
        list_str(self.sizes()), list_str(shape));
}

DimVector check_written(const char* name, const Tensor& self, const Tensor& other,
                        ScalarType computed) {
  DimVector shape = broadcast_shapes(self.sizes(), other.sizes(), name);
  check_result_shape(name, self, shape);
  check_writable(name, self, computed);
  return shape;
}

Tensor binary(const BinaryRow& row, const Tensor& a, const Tensor& b, Scalar alpha) {
  const Device device = common_device(row.shown, {a, b});
  check_operands(row, a.scalar_type(), b.scalar_type());
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), row.shown);
  const ScalarType promoted = result_type(a, b), dtype = computed_type(row, promoted);
  check_alpha(row, dtype, alpha);
  check_computed(row, promoted);
  const ScalarType work = working_type(dtype);
  Tensor moved_a, moved_b;
  const Tensor &x = moved(a, device, work, moved_a), &z = moved(b, device, work, moved_b);
  check_divisor(row, z);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, work, like);
  const Form form = with_alpha(row, alpha);
  run(form, x, z, y);
  const Tensor named = names_result(row) ? y : Tensor();
  y = record(row.node, {x, z}, std::move(y), [&] {
    return gradient(form, x, z, saved_operands(row, x, z, z),
                    named.defined() ? Saved::output(named) : Saved());
  });
  return work == dtype ? y : y.to(dtype);
}

void binary_(const BinaryRow& row, const Tensor& self, const Tensor& other, Scalar alpha) {
  const Device device = common_device(row.shown, {self, other});
  check_inplace(row.shown, self, TensorList(other));
  const ScalarType own = self.scalar_type(), promoted = result_type(self, other);
  check_operands(row, own, other.scalar_type());
  check_overlap(row.shown, self, other);
  const ScalarType dtype = computed_type(row, promoted);
  const DimVector shape = check_written(row.shown, self, other, dtype);
  check_alpha(row, dtype, alpha);
  check_computed(row, promoted);
  const bool recording = needs_grad({self, other});
  const ScalarType work = working_type(dtype);
  const Tensor z = apart(other.to(device, work), self, recording);
  check_divisor(row, z);
  // What backward reads of self is what it was before.
  const Tensor x = recording && (row.a.uses_a || row.b.uses_a) ? self.clone() : self;
  const Form form = with_alpha(row, alpha);
  // An operand that is overwritten is kept nevertheless, and found changed when it is needed.
  const bool overwritten = recording && work == own && other.is_alias_of(self);
  const SavedOperands operands =
      recording ? saved_operands(row, x, z, overwritten ? other.detach() : z) : SavedOperands();
  {
    NoGradGuard guard;
    if (work == own) {
      run(form, self, z, self);
    } else {
      const Tensor y = make_tensor(shape, work, device);
      run(form, self.to(work), z, y);
      copy_into(self, y);
    }
  }
  record_inplace(row.node, {self, z}, self, [&] {
    return gradient(form, x, z, operands, names_result(row) ? Saved::output(self) : Saved());
  });
}

Tensor& assign(const char* name, const Tensor& self, const Tensor& value, const char* node) {
  {
    const AutoGradMode recorded(node && GradMode::is_enabled());  // else even leaves may be written
    check_inplace(name, self);
  }
  check_writable(name, self, value.scalar_type());
  check_result_shape(name, self, value.sizes());
  copy_into(self, value);
  if (!node) {
    self.impl()->bump_version();
    return const_cast<Tensor&>(self);
  }
  record_inplace(node, {self}, self, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) -> Tensors { return {zeros_like(grads[0])}; };
  });
  return const_cast<Tensor&>(self);
}

Tensor before_write(const Tensor& self) { return needs_grad({self}) ? self.clone() : self; }

Tensor& touch(const char* name, const Tensor& self) {
  check_inplace(name, self);
  self.impl()->bump_version();
  return const_cast<Tensor&>(self);
}

Tensor add(const Tensor& a, const Tensor& b, Scalar alpha) {
  return binary(Binary::add, a, b, alpha);
}
Tensor add(const Tensor& a, Scalar b, Scalar alpha) { return binary(Binary::add, a, b, alpha); }
Tensor sub(const Tensor& a, const Tensor& b, Scalar alpha) {
  return binary(Binary::sub, a, b, alpha);
}
Tensor sub(const Tensor& a, Scalar b, Scalar alpha) { return binary(Binary::sub, a, b, alpha); }
Tensor mul(const Tensor& a, const Tensor& b) { return binary(Binary::mul, a, b); }
Tensor mul(const Tensor& a, Scalar b) { return binary(Binary::mul, a, b); }
Tensor div(const Tensor& a, const Tensor& b) { return binary(Binary::div, a, b); }
Tensor div(const Tensor& a, Scalar b) { return binary(Binary::div, a, b); }
Tensor pow(const Tensor& a, const Tensor& b) { return binary(Binary::pow, a, b); }
Tensor pow(const Tensor& a, Scalar b) { return binary(Binary::pow, a, b); }
Tensor maximum(const Tensor& a, const Tensor& b) { return binary(Binary::maximum, a, b); }
Tensor minimum(const Tensor& a, const Tensor& b) { return binary(Binary::minimum, a, b); }
Tensor Tensor::maximum(const Tensor& other) const { return pumice::maximum(*this, other); }
Tensor Tensor::minimum(const Tensor& other) const { return pumice::minimum(*this, other); }

#define PUMICE_METHOD(name, PARAMS, ...)                                                \
  Tensor Tensor::name PARAMS const { return binary(Binary::name, *this, __VA_ARGS__); } \
  Tensor& Tensor::name##_ PARAMS const {                                                \
    binary_(Binary::name, *this, __VA_ARGS__);                                          \
    return const_cast<Tensor&>(*this);                                                  \
  }
PUMICE_METHOD(add, (const Tensor& other, Scalar alpha), other, alpha)
PUMICE_METHOD(add, (Scalar other, Scalar alpha), other, alpha)
PUMICE_METHOD(sub, (const Tensor& other, Scalar alpha), other, alpha)
PUMICE_METHOD(sub, (Scalar other, Scalar alpha), other, alpha)
PUMICE_METHOD(mul, (const Tensor& other), other)
PUMICE_METHOD(mul, (Scalar other), other)
PUMICE_METHOD(div, (const Tensor& other), other)
PUMICE_METHOD(div, (Scalar other), other)
PUMICE_METHOD(pow, (const Tensor& other), other)
PUMICE_METHOD(pow, (Scalar other), other)

}  // namespace pumice
