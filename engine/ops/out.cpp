// Writing results into tensors that the caller brings.
#include "pumice/ops/out.h"

#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "ops/type_names.h"
#include "tensor/impl.h"
#include "tensor/print.h"

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

Tensor& Out::take_any(const Tensor& result) const { return take(result, true); }
Tensor& Out::take_made(const Tensor& result) const { return take(result, false); }

Tensor& Out::take_counted(const Tensor& result) const {
  return take(result.numel() == out_.numel() ? result.view(out_.sizes()) : result, false);
}

Tensor& Out::take_arange(const Tensor& result) const {
  if (out_.numel() > 0 && out_.numel() != result.numel())
    warn(
        text_of("The number of elements in the out tensor of shape {} is {} which does not match "
                "the computed number of elements {}. Note that this may occur as a result of "
                "rounding error. The out tensor will be resized to a tensor of shape ({},).",
                list_str(out_.sizes()), out_.numel(), result.numel(), result.numel()));
  return take_counted(result);
}

Tensor& Out::take(const Tensor& result, bool resizing_warns) const {
  check(result.device() == out_.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} "
        "and {}!",
        op_, result.device(), out_.device());
  check_inplace(op_, out_);
  const Tensor from = result.is_alias_of(out_) ? result.clone() : result;
  if (out_.sizes() == from.sizes()) {
    out_.impl()->bump_version();
  } else {
    if (resizing_warns && out_.numel() > 0)
      warn(
          text_of("An output with one or more elements was resized since it had shape {}, which "
                  "does not match the required output shape {}. This behavior is deprecated, and "
                  "in a future PyTorch release outputs will not be resized unless they have zero "
                  "elements. You can explicitly reuse an out tensor t by resizing it, inplace, to "
                  "zero elements with t.resize_(0).",
                  list_str(out_.sizes()), list_str(from.sizes())));
    out_.resize_(from.sizes());
  }
  if (from.numel() > 0) copy_into(out_, from);
  return out_;
}

}  // namespace pumice::detail
