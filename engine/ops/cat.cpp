// cat and stack.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {
namespace {

// PyTorch leaves one-dimensional empty tensors out, whatever the others' rank.
bool left_out(const Tensor& t) { return t.dim() == 1 && t.numel() == 0; }

struct Joined {
  DimVector sizes;
  ScalarType dtype;
  int64_t dim;
};

Joined join(TensorList tensors, int64_t dim) {
  check(!tensors.empty(), ErrorKind::value,
        "cat: torch.cat(): expected a non-empty list of Tensors");
  const Tensor* first = nullptr;
  Joined j{{}, impl_of(tensors[0], "cat").dtype, 0};
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    impl_of(t, "cat");
    check(t.dim() > 0, ErrorKind::shape,
          "cat: zero-dimensional tensor (at position {}) cannot be concatenated", i);
    check(t.device() == tensors[0].device(), ErrorKind::device,
          "cat: Expected all tensors to be on the same device, but found at least two devices, {} "
          "and {}",
          tensors[0].device(), t.device());
    j.dtype = promote_types(j.dtype, t.scalar_type());
    if (!first && !left_out(t)) first = &t;
  }
  if (!first) first = &tensors[0];
  j.dim = wrap_dim(dim, first->dim(), "cat");
  j.sizes = DimVector(first->sizes());
  int64_t& total = j.sizes[static_cast<size_t>(j.dim)];
  total = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (left_out(t)) continue;
    check(t.dim() == first->dim(), ErrorKind::shape,
          "cat: Tensors must have same number of dimensions: got {} and {}", first->dim(), t.dim());
    for (int64_t d = 0; d < t.dim(); ++d)
      check(d == j.dim || t.size(d) == first->size(d), ErrorKind::shape,
            "cat: Sizes of tensors must match except in dimension {}. Expected size {} but got "
            "size {} "
            "for tensor number {} in the list.",
            j.dim, first->size(d), t.size(d), i);
    total += t.size(j.dim);
  }
  return j;
}

// The memory format that all of them suggest, else contiguous.
MemoryFormat common_format(TensorList tensors, size_t rank) {
  if (rank != 4 && rank != 5) return MemoryFormat::Contiguous;
  std::optional<MemoryFormat> common;
  for (const Tensor& t : tensors) {
    if (left_out(t)) continue;
    const MemoryFormat format = t.suggest_memory_format();
    if (format == MemoryFormat::Contiguous || (common && *common != format))
      return MemoryFormat::Contiguous;
    common = format;
  }
  return common.value_or(MemoryFormat::Contiguous);
}

}  // namespace

Tensor cat(TensorList tensors, int64_t dim) {
  const Joined j = join(tensors, dim);
  const MemoryFormat format = common_format(tensors, j.sizes.size());
  Tensor out =
      format == MemoryFormat::Contiguous
          ? make_tensor(j.sizes, j.dtype, tensors[0].device())
          : make_strided(j.sizes, format_strides(j.sizes, format), j.dtype, tensors[0].device());
  {
    NoGradGuard no_grad;
    int64_t start = 0;
    for (const Tensor& t : tensors) {
      if (left_out(t)) continue;
      const int64_t length = t.size(j.dim);
      if (t.numel() > 0) copy_into(out.narrow(j.dim, start, length), t);
      start += length;
    }
  }
  if (!needs_grad(tensors)) return out;
  struct Part {
    int64_t length;  // -1: left out
    ScalarType dtype;
  };
  std::vector<Part> parts;
  for (const Tensor& t : tensors)
    parts.push_back({left_out(t) ? -1 : t.size(j.dim), t.scalar_type()});
  record("CatBackward0", tensors, {&out, 1}, [parts, dim = j.dim](const Tensors& g, Needs needs) {
    Tensors grads;
    int64_t start = 0;
    for (const Part& part : parts) {
      const bool wanted = needs[grads.size()];
      if (part.length < 0) {
        grads.push_back(wanted ? zeros({0}, g[0].options().dtype(part.dtype)) : Tensor());
        continue;
      }
      grads.push_back(wanted ? g[0].narrow(dim, start, part.length).to(part.dtype) : Tensor());
      start += part.length;
    }
    return grads;
  });
  return out;
}

namespace {

// The parts joined along dim, whose size is then taken apart: as PyTorch does it, so that the
// format that cat gives the parts' dims stays.
Tensor stacked(TensorList tensors, int64_t dim) {
  const NoGradGuard no_grad;
  if (dim == tensors[0].dim()) {
    std::vector<Tensor> parts;
    for (const Tensor& t : tensors) parts.push_back(t.unsqueeze(dim));
    return cat(parts, dim);
  }
  Tensor out = cat(tensors, dim);
  TensorImpl& impl = *out.impl();
  DimVector sizes = impl.sizes, strides = impl.strides;
  sizes.insert(static_cast<size_t>(dim), static_cast<int64_t>(tensors.size()));
  sizes[dim + 1] = tensors[0].size(dim);
  strides.insert(static_cast<size_t>(dim), sizes[dim + 1] * strides[dim]);
  impl.set_sizes_strides(sizes, strides);
  return out;
}

}  // namespace

Tensor stack(TensorList tensors, int64_t dim) {
  check(!tensors.empty(), ErrorKind::value, "stack: stack expects a non-empty TensorList");
  dim = wrap_dim(dim, static_cast<int64_t>(impl_of(tensors[0], "stack").sizes.size()) + 1, "stack");
  for (size_t i = 0; i < tensors.size(); ++i) {
    impl_of(tensors[i], "stack");
    check(tensors[i].sizes() == tensors[0].sizes(), ErrorKind::shape,
          "stack: stack expects each tensor to be equal size, but got {} at entry 0 and {} at "
          "entry {}",
          list_str(tensors[0].sizes()), list_str(tensors[i].sizes()), i);
  }
  Tensor out = stacked(tensors, dim);
  if (!needs_grad(tensors)) return out;
  std::vector<ScalarType> dtypes;
  for (const Tensor& t : tensors) dtypes.push_back(t.scalar_type());
  record("StackBackward0", tensors, {&out, 1}, [dtypes, dim](const Tensors& g, Needs needs) {
    Tensors grads(dtypes.size());
    for (size_t i = 0; i < dtypes.size(); ++i)
      if (needs[i]) grads[i] = g[0].select(dim, static_cast<int64_t>(i)).to(dtypes[i]);
    return grads;
  });
  return out;
}

}  // namespace pumice
