// Views with other sizes over the same elements: view, reshape, flatten.
#include "autograd/node.h"
#include "base/error.h"
#include "ops/view.h"
#include "tensor/print.h"

namespace pumice {

Tensor view_of(const char* node, const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
               int64_t offset, FunctionRef<GradFn()> make_grad) {
  Tensor out = bare_view(self, sizes, strides, offset);
  if (needs_grad(TensorList(self))) record(node, TensorList(self), {&out, 1}, make_grad());
  return out;
}

Tensors reshape_grad(const Tensors& grads, Needs) { return {grads[0].reshape(argument_sizes(0))}; }

namespace {

// `shape` with its -1 worked out.
DimVector infer_size(IntArrayRef shape, int64_t numel, const char* name) {
  DimVector out(shape);
  int64_t known = 1;
  std::optional<size_t> unknown;
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] == -1) {
      check(!unknown, ErrorKind::shape, "{}: only one dimension can be inferred", name);
      unknown = i;
      continue;
    }
    check(out[i] >= 0, ErrorKind::shape, "{}: invalid shape dimension {}", name, out[i]);
    check(!__builtin_mul_overflow(known, out[i], &known), ErrorKind::shape,
          "{}: shape '{}' is invalid for input of size {}", name, list_str(shape), numel);
  }
  if (unknown) {
    check(known != 0 || numel != 0, ErrorKind::shape,
          "{}: cannot reshape tensor of 0 elements into shape {} because the unspecified dimension "
          "size -1 can be any value and is ambiguous",
          name, list_str(shape));
    if (known != 0 && numel % known == 0)
      known *= out[*unknown] = numel / known;
    else
      known = -1;
  }
  check(known == numel, ErrorKind::shape, "{}: shape '{}' is invalid for input of size {}", name,
        list_str(shape), numel);
  return out;
}

// Strides of `sizes` over the same memory; nothing where one new dim would span old ones that do
// not follow each other.
std::optional<DimVector> view_strides(const TensorImpl& from, const DimVector& sizes) {
  DimVector strides(sizes.size());
  if (from.numel == 0 || from.contiguous) {
    int64_t step = 1;
    for (size_t i = sizes.size(); i-- > 0; step *= std::max<int64_t>(sizes[i], 1))
      strides[i] = step;
    return strides;
  }
  size_t next = sizes.size();  // new dims from here on are settled
  for (size_t i = from.sizes.size(); i-- > 0;) {
    // A run of old dims that lie densely one after the other takes whole new dims.
    int64_t run = from.sizes[i];
    const int64_t step = from.strides[i];
    while (i > 0 && (from.sizes[i - 1] == 1 || from.strides[i - 1] == run * step))
      run *= from.sizes[--i];
    int64_t taken = 1;
    while (next > 0 && (taken < run || sizes[next - 1] == 1)) {
      strides[--next] = taken * step;
      taken *= sizes[next];
    }
    if (taken != run) return std::nullopt;
  }
  return strides;
}

}  // namespace

Tensor Tensor::view(IntArrayRef size) const {
  const TensorImpl& from = impl_of(*this, "view");
  const DimVector sizes = infer_size(size, from.numel, "view");
  const auto strides = view_strides(from, sizes);
  check(strides.has_value(), ErrorKind::shape,
        "view: view size is not compatible with input tensor's size and stride (at least one "
        "dimension spans across two contiguous subspaces). Use .reshape(...) instead.");
  return view_of("ViewBackward0", *this, sizes, *strides, from.offset, reshape_back);
}

Tensor Tensor::reshape(IntArrayRef shape) const {
  const TensorImpl& from = impl_of(*this, "reshape");
  const DimVector sizes = infer_size(shape, from.numel, "reshape");
  const auto strides = view_strides(from, sizes);
  if (!strides)
    return as_own(rename_node(clone(MemoryFormat::Contiguous).view(sizes), "UnsafeViewBackward0"));
  return view_of(from.contiguous ? "ViewBackward0" : "ReshapeAliasBackward0", *this, sizes,
                 *strides, from.offset, reshape_back);
}

Tensor Tensor::flatten(int64_t start_dim, int64_t end_dim) const {
  const TensorImpl& from = impl_of(*this, "flatten");
  const int64_t rank = dim();
  const int64_t start = wrap_dim(start_dim, rank, "flatten"),
                end = wrap_dim(end_dim, rank, "flatten");
  check(start <= end, ErrorKind::shape,
        "flatten() has invalid args: start_dim cannot come after end_dim");
  if (rank == 0) return reshape({1});
  if (start == end) return *this;
  DimVector shape;
  for (int64_t i = 0; i < rank; ++i) {
    if (i <= start || i > end)
      shape.push_back(from.sizes[i]);
    else
      shape.back() *= from.sizes[i];
  }
  return reshape(shape);
}

}  // namespace pumice
