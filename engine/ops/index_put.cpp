// index and index_put: reading and writing by index tensors.
#include "autograd/record.h"
#include "ops/advanced_index.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/copy.h"
#include "ops/iterate.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

namespace {

using Indices = std::vector<std::optional<Tensor>>;

/// The index tensors as a node keeps them.
struct SavedIndices {
  explicit SavedIndices(const std::vector<Tensor>& list) {
    for (const Tensor& index : list) saved.push_back(index.defined() ? Saved(index) : Saved());
  }
  Indices unpack() const {
    Indices list;
    for (const Saved& index : saved) list.emplace_back(index.unpack());
    return list;
  }
  std::vector<Saved> saved;
};

bool has_index(const std::vector<Tensor>& list) {
  return std::any_of(list.begin(), list.end(), [](const Tensor& t) { return t.defined(); });
}

// The strides of what is read: the order of self's other dims, then that of the indices, decide.
DimVector read_strides(const AdvancedIndex& a) {
  const size_t count = a.dims.size(), after = a.result.size() - a.first - a.shape.size();
  DimVector kept(a.result.size(), 0);
  for (size_t d = 0; d < a.first; ++d) kept[d] = a.self.strides()[d];
  for (size_t d = 0; d < after; ++d)
    kept[a.first + a.shape.size() + d] = a.self.strides()[a.first + count + d];
  std::vector<Layouted> layouts{{a.result, kept}};
  std::vector<Tensor> aligned;
  for (const Tensor& index : a.indices) {
    Tensor spread = index.expand(a.shape);
    for (size_t d = 0; d < after; ++d) spread = spread.unsqueeze(-1);
    aligned.push_back(spread);
  }
  for (const Tensor& index : aligned) layouts.push_back({index.sizes(), index.strides()});
  return dense_strides(a.result, layouts);
}

Tensor read_at(const char* op, const AdvancedIndex& a) {
  const NoGradGuard no_grad;
  if (count_elements(a.result, "index") == 0)  // where PyTorch reads no index
    return make_tensor(a.result, a.self.scalar_type(), a.self.device());
  check_in_bounds(op, a);
  const Tensor at = offsets_of(a.indices, a.shape, a.dims, true);
  const IntArrayRef sizes = a.self.sizes();
  DimVector flat{1, 1, 1};  // before, indexed, after
  for (size_t d = 0; d < sizes.size(); ++d)
    flat[d < a.first ? 0 : d < a.first + a.dims.size() ? 1 : 2] *= sizes[d];
  Tensor read = pick_slices(a.self.contiguous().view(flat), 1, at, a.result);
  const bool rows = a.self.is_contiguous() && std::ranges::all_of(a.indices, [](const Tensor& t) {
                      return t.is_contiguous();
                    });
  return rows ? read : laid_out(std::move(read), read_strides(a));
}

void write_at(const AdvancedIndex& a, const Tensor& values) {
  const size_t count = a.dims.size();
  std::vector<IndexedDim> dims = a.dims;
  DimVector places;
  for (size_t d = 0; d < a.first; ++d) places.push_back(a.self.stride(static_cast<int64_t>(d)));
  for (size_t d = 0; d < a.shape.size(); ++d) places.push_back(0);
  for (size_t i = 0; i < count; ++i)
    dims[i].step = a.self.stride(static_cast<int64_t>(a.first + i));
  for (size_t d = a.first + count; d < a.self.sizes().size(); ++d)
    places.push_back(a.self.stride(static_cast<int64_t>(d)));
  Tensor offsets = offsets_of(a.indices, a.shape, dims, true);
  DimVector aligned = a.shape;
  while (aligned.size() < a.result.size() - a.first) aligned.push_back(1);
  put_elements(a.self, a.result, places, offsets.view(aligned), values);
}

void add_at(const AdvancedIndex& a, const Tensor& values) {
  const ScalarType compute = accumulate_dtype(a.self.scalar_type());
  Tensor parts = values.expand(a.result);
  if (!pumice::is_floating_point(parts.scalar_type())) parts = parts.to(compute);
  parts = parts.contiguous();
  const Tensor at = offsets_of(a.indices, a.shape, a.dims, true);
  DimVector flat{1, 1, 1};
  const IntArrayRef sizes = a.self.sizes();
  for (size_t d = 0; d < sizes.size(); ++d)
    flat[d < a.first ? 0 : d < a.first + a.dims.size() ? 1 : 2] *= sizes[d];
  with_workable(a.self, compute, [&](const Tensor& y) {
    add_slices(y.view(flat), 1, at.view({at.numel()}), parts);
  });
}

// self[list] = values, or += values, below autograd.
void put_into(const char* op, const Tensor& self, const std::vector<Tensor>& list,
              const Tensor& values, bool accumulate) {
  const NoGradGuard no_grad;
  AdvancedIndex a;
  if (has_index(list)) {
    a = advanced_index(op, self, list);
  } else {
    a.self = self.detach();
    a.result = DimVector(self.sizes());
  }
  check(broadcasts_to(values.sizes(), a.result), ErrorKind::shape,
        "{}: shape mismatch: value tensor of shape {} cannot be broadcast to indexing result of "
        "shape {}",
        op, list_str(values.sizes()), list_str(a.result));
  check(self.scalar_type() == values.scalar_type(), ErrorKind::dtype,
        "{}: Index put requires the source and destination dtypes match, got {} for the "
        "destination and {} for the source.",
        op, toString(self.scalar_type()), toString(values.scalar_type()));
  check_in_bounds(op, a);
  const Tensor source = apart(op, self, values);
  if (count_elements(a.result, op) == 0) return;
  if (const Tensor once = without_repeats(self); accumulate && once.defined()) {
    const Tensor parts = index_put(zeros(self.sizes(), self.options()),
                                   Indices(list.begin(), list.end()), source, true);
    return copy_into(once, once + sum_to(parts, once.sizes()));
  }
  if (a.indices.empty())
    copy_into(self, accumulate ? self + source : source);
  else if (accumulate)
    add_at(a, source);
  else
    write_at(a, source);
}

GradFn index_put_grad(const std::vector<Tensor>& list, const Tensor& values, bool accumulate) {
  return [saved = SavedIndices(list), accumulate, sizes = DimVector(values.sizes())](
             const Tensors& g, Needs needs) {
    const Indices list = saved.unpack();
    const KnownInBounds known;
    Tensors grads(2);
    if (needs[0]) grads[0] = accumulate ? g[0] : index_put(g[0], list, zeros({}, g[0].options()));
    if (needs[1]) grads[1] = sum_to(index(g[0], list), sizes);
    return grads;
  };
}

/// Values that may lie elsewhere: one number on the CPU.
Tensor values_for(const Tensor& self, const Tensor& values) {
  const bool moves = values.dim() == 0 && values.device() != self.device();
  return moves ? values.to(self.device()) : values;
}

// One mask and one value: the mask as masked_fill takes it, else undefined. Needs no host wait.
Tensor only_mask(const Tensor& self, ArrayRef<std::optional<Tensor>> indices, const Tensor& values,
                 bool accumulate) {
  if (accumulate || values.numel() != 1 || values.scalar_type() != self.scalar_type()) return {};
  Tensor mask;
  int64_t before = 0, rank = 0;
  for (const auto& index : indices) {
    if (!index || !index->defined()) {
      rank += 1;
      continue;
    }
    if (mask.defined()) return {};
    mask = *index;
    if (mask.scalar_type() != kBool && mask.scalar_type() != kByte) return {};
    before = rank;
    rank += mask.dim();
  }
  if (!mask.defined() || rank > self.dim()) return {};
  for (int64_t d = 0; d < mask.dim(); ++d)
    if (mask.size(d) != self.size(before + d)) return {};
  DimVector sizes(mask.sizes());
  while (static_cast<int64_t>(sizes.size()) < self.dim() - before) sizes.push_back(1);
  return mask.to(self.device()).reshape(sizes);
}

}  // namespace

Tensor index(const Tensor& self, ArrayRef<std::optional<Tensor>> indices) {
  const char* op = "index";
  const std::vector<Tensor> list = index_list(op, self, indices);
  if (!has_index(list)) return alias_of(self);
  return record("IndexBackward0", {self}, read_at(op, advanced_index(op, self, list)), [&] {
    return [saved = SavedIndices(list), sizes = DimVector(self.sizes())](const Tensors& g, Needs) {
      const KnownInBounds known;
      const Tensor into = zeros(sizes, g[0].options());
      const Indices list = saved.unpack();
      return Tensors{rename_node(index_put_(into, list, g[0], true), "IndexPutImplBackward0")};
    };
  });
}

Tensor index_put(const Tensor& self, ArrayRef<std::optional<Tensor>> indices, const Tensor& values,
                 bool accumulate) {
  const char* op = "index_put";
  impl_of(self, op);
  impl_of(values, op, "#2 'values'");
  const Tensor source = values_for(self, values);
  if (const Tensor mask = only_mask(self, indices, source, accumulate); mask.defined())
    return masked_fill_like(self, mask, source.reshape({}));
  const std::vector<Tensor> list = index_list(op, self, indices);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = self.clone();
  }
  put_into(op, out, list, source, accumulate);
  return record("IndexPutBackward0", {self, source}, out,
                [&] { return index_put_grad(list, source, accumulate); });
}

Tensor& index_put_(const Tensor& self, ArrayRef<std::optional<Tensor>> indices,
                   const Tensor& values, bool accumulate) {
  const char* op = "index_put_";
  check_inplace(op, self, values, Repeats::taken);
  impl_of(values, op, "#2 'values'");
  warn_of_repeats(op, self, "tensor[indices] = tensor");
  const Tensor source = values_for(self, values);
  if (const Tensor mask = only_mask(self, indices, source, accumulate); mask.defined())
    return self.masked_fill_(mask, source.reshape({}));
  const std::vector<Tensor> list = index_list(op, self, indices);
  put_into(op, self, list, source, accumulate);
  record_inplace("IndexPutBackward0", {{self, source}}, self,
                 [&] { return index_put_grad(list, source, accumulate); });
  return const_cast<Tensor&>(self);
}

Tensor Tensor::index(const Indices& indices) const { return pumice::index(*this, indices); }
Tensor Tensor::index_put(const Indices& indices, const Tensor& values, bool accumulate) const {
  return pumice::index_put(*this, indices, values, accumulate);
}
Tensor& Tensor::index_put_(const Indices& indices, const Tensor& values, bool accumulate) const {
  return pumice::index_put_(*this, indices, values, accumulate);
}

}  // namespace pumice
