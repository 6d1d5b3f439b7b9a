// Turns tensors and params into a Dispatch: dtypes, devices, ranges.
#include "ops/launch.h"

#include <limits>

#include "graph/stream.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// Devices must offer storage-buffer ranges of this size; larger ones are checked against the
// device.
constexpr uint64_t kSafeRange = uint64_t{1} << 27;

ScalarType compute_type(ScalarType t) {
  switch (t) {
    case kHalf:
    case kBFloat16:
      return kFloat;
    case kByte:
    case kChar:
    case kShort:
    case kBool:
      return kInt;
    default:
      return t;
  }
}

void settle(ScalarType& slot, ScalarType dtype, const KernelInfo& info,
            const KernelBinding& binding) {
  if (slot == ScalarType::Undefined) slot = dtype;
  check(slot == dtype, ErrorKind::dtype, "{}: {} is {} where {} was expected", info.name,
        binding.name, dtype_name(dtype), dtype_name(slot));
}

// The dtype that a binding's tensor must have, Undefined where it follows the variant.
ScalarType fixed_type(Elem elem) {
  switch (elem) {
    case Elem::f32:
      return kFloat;
    case Elem::i32:
    case Elem::u32:
      return kInt;
    case Elem::index:
      return kLong;
    case Elem::boolean:
      return kBool;
    default:
      return ScalarType::Undefined;
  }
}

Variant choose_variant(const KernelInfo& info, std::span<const Tensor* const> tensors) {
  Variant variant;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const KernelBinding& binding = info.bindings[i];
    const ScalarType dtype = tensors[i]->impl()->dtype;
    if (binding.elem == Elem::T)
      settle(variant.t, dtype, info, binding);
    else if (binding.elem == Elem::U)
      settle(variant.u, dtype, info, binding);
    else if (ScalarType fixed = fixed_type(binding.elem); fixed != ScalarType::Undefined)
      settle(fixed, dtype, info, binding);
  }
  for (size_t i = 0; i < tensors.size(); ++i)
    if (info.bindings[i].elem == Elem::C) {
      ScalarType c = compute_type(variant.t);
      settle(c, tensors[i]->impl()->dtype, info, info.bindings[i]);
    }
  if (info.types.empty()) return variant;
  for (const auto& [t, u] : info.types)
    if (t == variant.t && u == variant.u) return variant;
  fail(ErrorKind::dtype, "{}: not offered for {}{}{}", info.name, dtype_name(variant.t),
       variant.u == ScalarType::Undefined ? "" : " with ",
       variant.u == ScalarType::Undefined ? std::string_view() : dtype_name(variant.u));
}

Binding bind(const KernelInfo& info, const TensorImpl& impl) {
  const int64_t reach = impl.reach();
  check(reach <= std::numeric_limits<uint32_t>::max(), ErrorKind::unsupported,
        "{}: a tensor of shape {} spans {} elements, more than 32-bit indices reach", info.name,
        shape_str(impl.sizes), reach);
  const size_t width = element_size(impl.dtype);
  const uint64_t bytes = static_cast<uint64_t>(reach) * width;
  if (bytes > kSafeRange && !impl.device().is_cpu()) {
    const uint64_t most = device_properties(impl.device()).max_buffer_bytes;
    check(bytes <= most, ErrorKind::unsupported,
          "{}: a tensor of shape {} takes {} bytes, {} binds at most {} at once", info.name,
          shape_str(impl.sizes), bytes, impl.device(), most);
  }
  return {impl.storage.ref(), static_cast<uint64_t>(impl.offset) * width, bytes};
}

}  // namespace

void launch_erased(const KernelInfo& info, const void* params,
                   std::span<const Tensor* const> tensors, const Grid& grid) {
  check(tensors.size() == info.bindings.size(), ErrorKind::internal,
        "{}: {} tensors for {} bindings", info.name, tensors.size(), info.bindings.size());
  for (const Tensor* tensor : tensors)
    check(tensor->defined(), ErrorKind::value, "{}: a tensor is undefined", info.name);
  const Device device = tensors[0]->impl()->device();
  for (const Tensor* tensor : tensors)
    check(tensor->impl()->device() == device, ErrorKind::device,
          "{}: Expected all tensors to be on the same device, but found at least two devices, {} "
          "and {}",
          info.name, device, tensor->impl()->device());

  Dispatch dispatch;
  dispatch.kernel = &info;
  dispatch.variant = choose_variant(info, tensors);
  dispatch.variant.spec = grid.spec;
  for (const Tensor* tensor : tensors)
    dispatch.bindings[dispatch.binding_count++] = bind(info, *tensor->impl());
  if (grid.groups == 0) return;
  dispatch.groups = grid.groups;
  dispatch.width = grid.width;
  pack_params(info, dispatch.variant, params, dispatch.params.data());
  Stream::current(device).dispatch(std::move(dispatch));
}

}  // namespace pumice
