// Elementwise operators of two tensors, in place and not, and their gradients.
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/binary_int.h"

namespace pumice {

namespace {

// The row that computes op, and its parameter.
struct Form {
  Binary op;
  Scalar s0;
};
Form with_alpha(Binary op, Scalar alpha) {
  if (alpha.to_double() == 1) return {op, 0};
  if (op != Binary::sub) return {Binary::add_scaled, alpha};
  if (alpha.is_floating_point()) return {Binary::add_scaled, -alpha.to_double()};
  return {Binary::add_scaled, static_cast<int64_t>(0 - static_cast<uint64_t>(alpha.to_long()))};
}

void run(Form form, const Tensor& a, const Tensor& b, const Tensor& y) {
  if (is_floating_point(y.scalar_type()))
    launch_elements(kernel::binary{.s0 = form.s0}, {a, b, y}, {static_cast<uint16_t>(form.op)});
  else
    launch_elements(kernel::binary_int{.s0 = form.s0}, {a, b, y},
                    {static_cast<uint16_t>(row_of(form.op).integer_op)});
}

// What both sides' gradients need: operands that a wanted derivative names, and the shapes.
GradFn gradient(Form form, const Tensor& a, const Tensor& b) {
  const BinaryRow& row = row_of(form.op);
  const bool da = a.requires_grad(), db = b.requires_grad();
  const Saved saved_a = (da && row.a.uses_a) || (db && row.b.uses_a) ? Saved(a) : Saved();
  const Saved saved_b = (da && row.a.uses_b) || (db && row.b.uses_b) ? Saved(b) : Saved();
  return [=, &row, a_sizes = DimVector(a.sizes()), b_sizes = DimVector(b.sizes()),
          a_type = a.scalar_type(),
          b_type = b.scalar_type()](const Tensors& grads, Needs needs) -> Tensors {
    const double s0 = form.s0.to_double();
    const auto side = [&](const BinaryRow::Side& s, IntArrayRef sizes, ScalarType dtype) {
      const Tensor full = s.grad(grads[0], s.uses_a ? saved_a.unpack() : Tensor(),
                                 s.uses_b ? saved_b.unpack() : Tensor(), s0);
      return sum_to(full, sizes).to(dtype);
    };
    return {needs[0] ? side(row.a, a_sizes, a_type) : Tensor(),
            needs[1] ? side(row.b, b_sizes, b_type) : Tensor()};
  };
}

// An operand that shares self's storage is copied first: it may overlap with what is written, or be
// saved for backward. Only the same view, not saved, can be read while it is written.
Tensor apart(const Tensor& operand, const Tensor& self, bool saved) {
  const TensorImpl &a = *operand.impl(), &b = *self.impl();
  if (!(a.storage.ref() == b.storage.ref())) return operand;
  const bool same = a.offset == b.offset && a.sizes == b.sizes && a.strides == b.strides;
  return same && !saved ? operand : operand.clone();
}

}  // namespace

void check_operands(Binary op, ScalarType a, ScalarType b, ScalarType result, Scalar alpha) {
  if (op != Binary::add && op != Binary::sub) return;
  const char* name = row_of(op).name;
  check(!alpha.is_boolean() || result == kBool, ErrorKind::value,
        "{}: Boolean alpha only supported for Boolean results.", name);
  check(is_floating_point(result) || !alpha.is_floating_point(), ErrorKind::value,
        "{}: For integral input tensors, argument alpha must not be a floating point number.",
        name);
  check(
      op != Binary::sub || a != kBool || b != kBool, ErrorKind::dtype,
      "sub: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
      "`logical_xor()` operator instead.");
}

ScalarType computed_type(Binary op, ScalarType promoted) {
  const bool fits = is_floating_point(promoted) || row_of(op).integer_op != kFloatingOnly;
  return fits ? promoted : default_dtype();
}

Device common_device(const char* name,
                     std::initializer_list<std::reference_wrapper<const Tensor>> of) {
  const Tensor* chosen = nullptr;
  for (const Tensor& t : of) {
    impl_of(t, name);
    if (t.dim() == 0 && t.device().is_cpu()) continue;
    check(
        !chosen || chosen->device() == t.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} and "
        "{}!",
        name, chosen ? chosen->device().str() : "", t.device().str());
    chosen = &t;
  }
  return chosen ? chosen->device() : of.begin()->get().device();
}

void check_writable(const char* name, const Tensor& self, ScalarType computed) {
  check(can_cast(computed, self.scalar_type()), ErrorKind::dtype,
        "{}: result type {} can't be cast to the desired output type {}", name,
        dtype_name(computed), dtype_name(self.scalar_type()));
  const TensorImpl& impl = *self.impl();
  for (size_t d = 0; d < impl.sizes.size(); ++d)
    check(impl.sizes[d] <= 1 || impl.strides[d] != 0, ErrorKind::value,
          "{}: unsupported operation: more than one element of the written-to tensor refers to a "
          "single memory location. Please clone() the tensor before performing the operation.",
          name);
}

Tensor binary(Binary op, const Tensor& a, const Tensor& b, Scalar alpha) {
  const BinaryRow& row = row_of(op);
  const Device device = common_device(row.name, {a, b});
  const ScalarType dtype = computed_type(op, result_type(a, b)), work = working_type(dtype);
  check_operands(op, a.scalar_type(), b.scalar_type(), dtype, alpha);
  const DimVector shape = broadcast_shapes(a.sizes(), b.sizes(), row.name);
  const Tensor x = a.to(device, work), z = b.to(device, work);
  const Tensor* like[] = {&x, &z};
  Tensor y = make_result(shape, work, like);
  const Form form = with_alpha(op, alpha);
  run(form, x, z, y);
  y = record(row.node, {x, z}, y, [&] { return gradient(form, x, z); });
  return work == dtype ? y : y.to(dtype);
}

void binary_(Binary op, const Tensor& self, const Tensor& other, Scalar alpha) {
  const BinaryRow& row = row_of(op);
  const Device device = common_device(row.name, {self, other});
  const ScalarType own = self.scalar_type(), dtype = computed_type(op, result_type(self, other));
  check_operands(op, own, other.scalar_type(), dtype, alpha);
  check_writable(row.name, self, dtype);
  const DimVector shape = broadcast_shapes(self.sizes(), other.sizes(), row.name);
  check(IntArrayRef(shape) == self.sizes(), ErrorKind::shape,
        "{}: output with shape {} doesn't match the broadcast shape {}", row.name,
        shape_str(self.sizes()), shape_str(shape));
  check_inplace(row.name, self, TensorList(other));
  const bool recording = needs_grad({self, other});
  const ScalarType work = working_type(dtype);
  const Tensor z = apart(other.to(device, work), self, recording);
  // What backward reads of self is what it was before.
  const Tensor x = recording && (row.a.uses_a || row.b.uses_a) ? self.clone() : self;
  const Form form = with_alpha(op, alpha);
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
  record_inplace(row.node, {self, z}, self, [&] { return gradient(form, x, z); });
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

}  // namespace pumice
