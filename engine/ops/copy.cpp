// Copies, casts, fills, ranges.
#include "ops/copy.h"

#include "base/error.h"
#include "base/warnings.h"
#include "ops/elements.h"
#include "shaders/kernels/arange.h"
#include "shaders/kernels/compare_scalar.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/fill.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {

namespace {

// A number that the kernel's type holds: floats that an integer dtype cannot hold are cut off
// first.
Scalar as_value(Scalar value, ScalarType dtype) {
  if (dtype == kBool) return value.to_bool() ? 1 : 0;
  if (is_floating_point(dtype)) return value.to_double();
  return value.to_long();
}

// dtypes between which no direct kernel exists meet in one that both have.
void cast_to_bool(const Tensor& dst, const Tensor& src) {
  using P = kernel::compare_scalar;
  launch_elements(P{}, {src, dst}, {static_cast<uint16_t>(P::OP::ne)});
}

}  // namespace

Tensor words_of(const Tensor& t) {
  Tensor words = make_alias(t);
  TensorImpl& impl = *words.impl();
  DimVector sizes = impl.sizes, strides = impl.strides;
  for (int64_t& stride : strides) stride *= 2;
  sizes.push_back(2);
  strides.push_back(1);
  impl.dtype = kInt;
  impl.offset *= 2;
  impl.set_sizes_strides(sizes, strides);
  return words;
}

void copy_into(const Tensor& dst, const Tensor& src) {
  // Exact on devices that compute on the low words of int64 alone.
  if (dst.scalar_type() == kLong && src.scalar_type() == kLong) {
    const Tensor from = words_of(src.expand(dst.sizes())), to = words_of(dst);
    return launch_elements(kernel::copy{}, {from, to});
  }
  if (dst.scalar_type() == kBool && src.scalar_type() != kBool) return cast_to_bool(dst, src);
  launch_elements(kernel::copy{}, {src, dst});
}

void fill_into(const Tensor& dst, Scalar value) {
  launch_elements(kernel::fill{.s0 = as_value(value, dst.scalar_type())}, {dst});
}

Tensor without_repeats(const Tensor& self) {
  const TensorImpl& impl = *self.impl();
  DimVector sizes = impl.sizes;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (impl.strides[d] == 0 && sizes[d] > 1) sizes[d] = 1;
  if (sizes == impl.sizes) return {};
  Tensor once = make_alias(self);
  once.impl()->set_sizes_strides(sizes, impl.strides);
  return once;
}

void warn_of_repeats(const char* op, const Tensor& self, const char* indexing) {
  const TensorImpl& impl = *self.impl();
  for (size_t d = 0; d < impl.sizes.size() && impl.numel > 0; ++d) {
    if (impl.strides[d] != 0 || impl.sizes[d] == 1) continue;
    return warn(
        text_of("Use of {} on expanded tensors is deprecated. Please clone() the tensor before "
                "performing this operation. This also applies to advanced indexing e.g. {}",
                op, indexing));
  }
}

Tensor laid_out(Tensor fresh, IntArrayRef strides) {
  TensorImpl& impl = *fresh.impl();
  bool lies_so = true;
  for (size_t d = 0; d < strides.size(); ++d)
    lies_so = lies_so && (impl.sizes[d] == 1 || impl.strides[d] == strides[d]);
  if (lies_so || impl.numel == 0) {
    impl.set_sizes_strides(DimVector(impl.sizes), strides);
    return fresh;
  }
  const Tensor y = make_strided(impl.sizes, strides, impl.dtype, impl.device());
  copy_into(y, fresh);
  return y;
}

Tensor laid_out(Tensor fresh, MemoryFormat format) {
  const DimVector strides = format_strides(fresh.sizes(), format);
  return laid_out(std::move(fresh), strides);
}

Tensor laid_out_like(Tensor fresh, const Tensor& like) {
  const DimVector strides = like_strides(like);
  return laid_out(std::move(fresh), strides);
}

void range_into(const Tensor& dst, Scalar start, Scalar step) {
  const ScalarType type = working_type(dst.scalar_type());
  if (type != dst.scalar_type()) {
    const Tensor wide = make_tensor(dst.sizes(), type, dst.device());
    range_into(wide, start, step);
    return copy_into(dst, wide);
  }
  launch(kernel::arange{.n = static_cast<uint32_t>(dst.numel()),
                        .start = as_value(start, type),
                        .step = as_value(step, type)},
         {dst}, {.groups = blocks(dst.numel())});
}

namespace detail {

std::vector<Tensor> flatten_operands(IntArrayRef shape, std::span<const Tensor* const> operands) {
  std::vector<Tensor> flat;
  const Tensor& result = *operands.back();
  const Tensor* const same[] = {&result, &result};
  check(iterate(shape, same).sizes.size() <= 9, ErrorKind::unsupported,
        "copy: {} has more than nine dims that cannot be merged", shape_str(shape));
  for (const Tensor* t : operands.first(operands.size() - 1)) {
    Tensor copy = make_tensor(shape, t->scalar_type(), t->device());
    const Tensor* const pair[] = {t, &copy};
    check(iterate(shape, pair).sizes.size() <= 9, ErrorKind::unsupported,
          "copy: {} has more than nine dims that cannot be merged", shape_str(shape));
    copy_into(copy, *t);
    flat.push_back(std::move(copy));
  }
  flat.push_back(make_tensor(shape, result.scalar_type(), result.device()));
  return flat;
}

void write_back(const Tensor& result, const Tensor& computed) { copy_into(result, computed); }

}  // namespace detail

}  // namespace pumice
