// What devices can do of the operator table.
#include "device/backend.h"
#include "ops/table.h"
#include "pumice/ops/table.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;

/// The first value of every specialization constant.
Variant plain_variant(const KernelInfo& kernel, ScalarType t, ScalarType u) {
  Variant variant{.t = t, .u = u};
  for (size_t i = 0; i < kernel.spec.size(); ++i) variant.spec[i] = kernel.spec[i].numbers[0];
  return variant;
}

/// The dtype of what a kernel without T writes.
ScalarType written_type(const KernelInfo& kernel) {
  for (const KernelBinding& binding : kernel.bindings)
    if (binding.access != Access::read)
      return binding.elem == Elem::boolean ? kBool : binding.elem == Elem::index ? kLong : kFloat;
  return ScalarType::Undefined;
}

/// Whether a backend runs all of these kernels natively on tensors of this dtype, or on their bits.
bool supports(const Backend& backend, K kernels, ScalarType dtype, bool as_bits) {
  if (as_bits) {
    const size_t bytes = element_size(dtype);
    dtype = bytes == 1 ? kByte : bytes == 2 ? kShort : kInt;
  }
  // Kernels without T (logic on bools, a shared later stage) do not speak against a dtype, but one
  // kernel must speak for it.
  bool any = kernels.empty();
  for (const KernelInfo* kernel : kernels) {
    for (const auto& [t, u] : kernel->types) {
      if (t != dtype && t != ScalarType::Undefined) continue;
      if (!backend.supports(*kernel, plain_variant(*kernel, t, u))) return false;
      any |= t == dtype || written_type(*kernel) == dtype;
      break;
    }
  }
  return any;
}

}  // namespace

std::vector<OperatorSupport> operator_support(Device device) {
  const Backend& backend = get_backend(device);
  std::vector<OperatorSupport> rows;
  for (const Op& op : op_table()) {
    OperatorSupport row{op.name, op_kind_name(op.kind), op.differentiable, {}, {}};
    for (int i = 0; i < kNumScalarTypes; ++i) {
      const auto dtype = static_cast<ScalarType>(i);
      if (!supports(backend, op.forward, dtype, op.as_bits)) continue;
      row.forward.push_back(dtype);
      if (op.differentiable && pumice::is_floating_point(dtype) &&
          supports(backend, op.backward, dtype, false))
        row.backward.push_back(dtype);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace pumice
