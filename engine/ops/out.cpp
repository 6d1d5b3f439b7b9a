// Writing results into tensors that the caller brings.
#include "pumice/ops/out.h"

#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "ops/type_names.h"
#include "tensor/impl.h"

namespace pumice::detail {

Out::Out(const char* op, Tensor& out, bool wants_grad, bool recording) : op_(op), out_(out) {
  impl_of(out, op);
  check(!wants_grad || !recording, ErrorKind::autograd,
        "{}(): functions with out=... arguments don't support automatic differentiation, but one "
        "of the arguments requires grad.",
        op);
}

Tensor& Out::take_cast(const Tensor& result) const {
  check(can_cast(result.scalar_type(), out_.scalar_type()), ErrorKind::dtype,
        "{}: result type {} can't be cast to the desired output type {}", op_,
        scalar_type_name(result.scalar_type()), scalar_type_name(out_.scalar_type()));
  return take_any(result);
}

Tensor& Out::take_same(const Tensor& result) const {
  check(result.scalar_type() == out_.scalar_type(), ErrorKind::dtype,
        "{}: Expected out tensor to have dtype {}, but got {} instead", op_,
        cpp_name(result.scalar_type()), cpp_name(out_.scalar_type()));
  return take_any(result);
}

Tensor& Out::take_own(const Tensor& result) const {
  check(result.scalar_type() == out_.scalar_type(), ErrorKind::dtype,
        "{}: Found dtype {} but expected {}", op_, toString(out_.scalar_type()),
        toString(result.scalar_type()));
  return take_any(result);
}

Tensor& Out::take_any(const Tensor& result) const {
  check(result.device() == out_.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} "
        "and {}!",
        op_, result.device(), out_.device());
  check_inplace(op_, out_);
  const Tensor from = result.is_alias_of(out_) ? result.clone() : result;
  if (out_.sizes() == from.sizes())
    out_.impl()->bump_version();
  else
    out_.resize_(from.sizes());
  if (from.numel() > 0) copy_into(out_, from);
  return out_;
}

}  // namespace pumice::detail
