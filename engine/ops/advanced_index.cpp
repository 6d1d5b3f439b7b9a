// Index tensors as PyTorch takes them: masks, broadcasting, the place of the indexed dims.
#include "ops/advanced_index.h"

#include "base/error.h"
#include "base/warnings.h"
#include "ops/view.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

void add_mask(const char* op, const Tensor& self, const Tensor& mask, std::vector<Tensor>& list) {
  const size_t at = list.size();
  for (int64_t d = 0; d < mask.dim(); ++d) {
    const auto of = static_cast<int64_t>(at) + d;
    check(of < self.dim() && mask.size(d) == self.size(of), ErrorKind::index,
          "{}: The shape of the mask {} at index {} does not match the shape of the indexed tensor "
          "{} at index {}",
          op, list_str(mask.sizes()), d, list_str(self.sizes()), of);
  }
  const Tensor positions = nonzero(mask);
  for (int64_t d = 0; d < mask.dim(); ++d) list.push_back(positions.select(1, d));
}

DimVector common_shape(const char* op, const std::vector<Tensor>& indices) {
  DimVector shape;
  for (const Tensor& index : indices) {
    const IntArrayRef sizes = index.sizes();
    while (shape.size() < sizes.size()) shape.insert(0, 1);
    for (size_t d = 0; d < sizes.size(); ++d) {
      int64_t& size = shape[shape.size() - sizes.size() + d];
      if (size == 1) size = sizes[d];
      if (size == sizes[d] || sizes[d] == 1) continue;
      std::string shapes;
      for (const Tensor& each : indices)
        shapes += (shapes.empty() ? "" : ", ") + write_list(each.sizes());
      fail(ErrorKind::index,
           "{}: shape mismatch: indexing tensors could not be broadcast together with shapes {}",
           op, shapes);
    }
  }
  return shape;
}

}  // namespace

std::vector<Tensor> index_list(const char* op, const Tensor& self,
                               ArrayRef<std::optional<Tensor>> indices) {
  impl_of(self, op);
  const NoGradGuard no_grad;
  check(indices.size() <= static_cast<size_t>(self.dim()), ErrorKind::index,
        "{}: too many indices for tensor of dimension {} (got {})", op, self.dim(), indices.size());
  for (const auto& index : indices) {
    if (!index || !index->defined()) continue;
    const ScalarType dtype = index->scalar_type();
    check(dtype == kLong || dtype == kInt || dtype == kByte || dtype == kBool, ErrorKind::index,
          "{}: tensors used as indices must be long, int, byte or bool tensors", op);
  }
  std::vector<Tensor> list;
  for (const auto& index : indices) {
    if (!index || !index->defined()) {
      list.emplace_back();
      continue;
    }
    const ScalarType dtype = index->scalar_type();
    const Tensor here = index->to(self.device());
    if (dtype == kByte)
      warn(
          "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool "
          "instead.");
    if (dtype == kByte || dtype == kBool)
      add_mask(op, self, here, list);
    else
      list.push_back(here.to(kLong));
  }
  check(list.size() <= static_cast<size_t>(self.dim()), ErrorKind::index,
        "{}: too many indices for tensor of dimension {} (got {})", op, self.dim(), list.size());
  return list;
}

Tensor alias_of(const Tensor& self) {
  const TensorImpl& from = *self.impl();
  return view_of("AliasBackward0", self, from.sizes, from.strides, from.offset, []() -> GradFn {
    return [](const Tensors& grads, Needs) { return Tensors{grads[0]}; };
  });
}

AdvancedIndex advanced_index(const char* op, const Tensor& self, const std::vector<Tensor>& list) {
  const NoGradGuard no_grad;
  AdvancedIndex a;
  DimVector order;
  for (size_t d = 0; d < list.size(); ++d) {
    if (!list[d].defined()) continue;
    order.push_back(static_cast<int64_t>(d));
    a.indices.push_back(list[d]);
  }
  a.shape = common_shape(op, a.indices);
  const size_t count = order.size();
  const bool adjacent = order.back() - order[0] + 1 == static_cast<int64_t>(count);
  a.first = adjacent ? static_cast<size_t>(order[0]) : 0;
  a.self = self.detach();
  const DimVector indexed = order;
  if (!adjacent) {
    for (int64_t d = 0; d < self.dim(); ++d)
      if (std::find(indexed.begin(), indexed.end(), d) == indexed.end()) order.push_back(d);
    a.self = a.self.permute(order);
  }
  const IntArrayRef sizes = a.self.sizes();
  int64_t step = 1;
  a.dims.resize(count);
  for (size_t i = count; i-- > 0;) {
    a.dims[i] = {static_cast<int64_t>(i), sizes[a.first + i], step};
    step *= sizes[a.first + i];
  }
  for (size_t d = 0; d < a.first; ++d) a.result.push_back(sizes[d]);
  for (const int64_t size : a.shape) a.result.push_back(size);
  for (size_t d = a.first + count; d < sizes.size(); ++d) a.result.push_back(sizes[d]);

  const bool none = std::find(a.shape.begin(), a.shape.end(), 0) != a.shape.end();
  for (const IndexedDim& dim : a.dims)
    check(dim.size > 0 || none, ErrorKind::index,
          "{}: index is out of bounds for dimension with size 0", op);
  return a;
}

void check_in_bounds(const char* op, const AdvancedIndex& a) {
  for (size_t i = 0; i < a.dims.size(); ++i) check_indices(op, a.indices[i], a.dims[i], true);
}

}  // namespace pumice
