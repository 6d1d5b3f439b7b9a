// index_copy and index_fill: slices written at an index along a dim.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

namespace {

struct Slots {
  int64_t dim;
  Tensor at;  ///< int64, (n)
  bool wraps;
};

// self's slices at the index = values, which broadcast to them; below autograd.
void write_slices(const Tensor& self, const Slots& slots, const Tensor& values) {
  if (slots.at.numel() == 0) return;
  const NoGradGuard no_grad;
  const Tensor y = self.dim() == 0 ? self.view({1}) : self;
  const auto d = static_cast<size_t>(slots.dim);
  DimVector sizes(y.sizes()), places(y.strides()), aligned(y.sizes().size(), 1);
  const Tensor offsets = offsets_of(slots.at, slots.at.sizes(),
                                    IndexedDim{slots.dim, sizes[d], places[d]}, slots.wraps);
  sizes[d] = aligned[d] = slots.at.numel();
  places[d] = 0;
  put_elements(y, sizes, places, offsets.view(aligned),
               values.dim() == 0 ? values : values.view(sizes));
}

// "3, 4", as a list between other words.
std::string inner_str(const DimVector& sizes) {
  const std::string text = write_list(sizes);
  return text.substr(1, text.size() - 2);
}

Slots check_copy(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                 const Tensor& source) {
  impl_of(self, op);
  impl_of(source, op, "#3 'source'");
  impl_of(index, op, "#2 'index'");
  dim = wrap_dim(dim, self.dim(), op);
  check(index.dim() <= 1, ErrorKind::index,
        "{0}: index_copy_(): Index should have dimension 1 or 0 (got {1})", op, index.dim());
  const int64_t count = index.numel();
  check(source.dim() > 0 || count == 1, ErrorKind::index,
        "{0}: index_copy_(): When source is scalar, index should have one element (got {1})", op,
        count);
  check(source.dim() == self.dim() || source.dim() == 0 || self.dim() == 0, ErrorKind::index,
        "{0}: index_copy_(): When source and destination are not scalars, their dimensionality "
        "must match. "
        "Source dimensionality ({1}), destination dimensionality ({2})",
        op, source.dim(), self.dim());
  check(index.scalar_type() == kLong, ErrorKind::dtype,
        "{0}: index_copy_(): Expected a long tensor for index, but got {1}", op,
        toString(index.scalar_type()));
  check(
      self.scalar_type() == source.scalar_type(), ErrorKind::dtype,
      "{0}: index_copy_(): self and source expected to have the same dtype, but got (self) {1} and "
      "(source) {2}",
      op, toString(self.scalar_type()), toString(source.scalar_type()));
  const auto slice = [dim](const Tensor& t) {
    DimVector sizes(t.sizes());
    if (!sizes.empty()) sizes.erase(static_cast<size_t>(dim));
    return sizes;
  };
  check(slice(self) == slice(source), ErrorKind::shape,
        "{0}: index_copy_(): Source/destination tensor must have same slice shapes. Destination "
        "slice "
        "shape: {1} at dimension {2} and source slice shape: {3} at dimension {2}.",
        op, inner_str(slice(self)), dim, inner_str(slice(source)));
  const int64_t given = source.dim() > 0 ? source.size(dim) : 1;
  check(given == count, ErrorKind::index,
        "{0}: index_copy_(): Number of indices ({1}) should be equal to source.size(dim) ({2})", op,
        count, given);
  check_bounds(
      {op, "index_copy_(): index {value} is out of bounds for dimension {dim} with size {size}"},
      index, {.low = 0, .high = self.dim() ? self.size(dim) : 1, .dim = dim});
  return {dim, index.reshape({count}), false};
}

GradFn index_copy_grad(const Slots& slots, const Tensor& index, const Tensor& source) {
  return [dim = slots.dim, index = Saved(index), sizes = DimVector(source.sizes())](
             const Tensors& g, Needs needs) {
    const KnownInBounds known;
    const Tensor at = index.unpack();
    return Tensors{needs[0] ? index_fill(g[0], dim, at, 0) : Tensor(),
                   needs[1] ? index_select(g[0], dim, at).reshape(sizes) : Tensor()};
  };
}

Slots check_fill(const char* op, const Tensor& self, int64_t dim, const Tensor& index) {
  impl_of(self, op);
  check(impl_of(index, op, "#2 'index'").dtype == kLong, ErrorKind::index,
        "{}: index_fill_(): Expected dtype int64 for index.", op);
  check(index.dim() <= 1, ErrorKind::shape, "{}: Index has to be a vector/scalar", op);
  dim = wrap_dim(dim, self.dim(), op);
  check_indices(op, index, {dim, self.dim() ? self.size(dim) : 1, 1}, true);
  return {dim, index.reshape({index.numel()}), true};
}

void check_fill_value(const char* op, const Tensor& value) {
  check(impl_of(value, op, "#3 'value'").sizes.empty(), ErrorKind::shape,
        "{0}: index_fill_ only supports a 0-dimensional value tensor, but got tensor with {1} "
        "dimension(s).",
        op, value.dim());
}

GradFn index_fill_grad(const Slots& slots, const Tensor& self, const Tensor& index) {
  return [dim = slots.dim, index = Saved(index), sizes = DimVector(self.sizes())](const Tensors& g,
                                                                                  Needs needs) {
    const KnownInBounds known;
    const Tensor at = index.unpack();
    Tensors grads{needs[0] ? index_fill(g[0], dim, at, 0) : Tensor(), Tensor()};
    if (!needs[1]) return grads;
    // Each slice once, however often it was named.
    DimVector line(sizes.size(), 1);
    if (!line.empty()) line[static_cast<size_t>(dim)] = sizes[static_cast<size_t>(dim)];
    const Tensor named = index_fill(zeros(line, g[0].options().dtype(kBool)), dim, at, true);
    grads[1] = sum(where(named, g[0], 0));
    return grads;
  };
}

Tensor cloned(const Tensor& self, MemoryFormat format) {
  const NoGradGuard no_grad;
  return self.clone(format);
}

}  // namespace

Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  const Slots slots = check_copy("index_copy", self, dim, index, source);
  const Tensor out = cloned(self, MemoryFormat::Contiguous);
  write_slices(out, slots, source);
  return record("IndexCopyBackward0", {self, source}, out,
                [&] { return index_copy_grad(slots, index, source); });
}

Tensor& Tensor::index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const {
  const char* op = "index_copy_";
  check_inplace(op, *this, source);
  const Slots slots = check_copy(op, *this, dim, index, source);
  write_slices(*this, slots, apart(op, *this, source));
  record_inplace("IndexCopyBackward0", {{*this, source}}, *this,
                 [&] { return index_copy_grad(slots, index, source); });
  return const_cast<Tensor&>(*this);
}

namespace {

// Nodes take PyTorch's names: 0 for a number, 1 for a tensor's value.
Tensor filled(const char* node, const Tensor& self, int64_t dim, const Tensor& index,
              const Tensor& value) {
  check_fill_value("index_fill", value);
  const Slots slots = check_fill("index_fill", self, dim, index);
  const Tensor filler = value.to(self.device(), self.scalar_type());
  const Tensor out = cloned(self, MemoryFormat::Preserve);
  write_slices(out, slots, filler);
  return record(node, {self, filler}, out, [&] { return index_fill_grad(slots, self, index); });
}

void fill_slices(const char* node, const Tensor& self, int64_t dim, const Tensor& index,
                 const Tensor& value) {
  const char* op = "index_fill_";
  check_inplace(op, self, value, Repeats::taken);
  check_fill_value(op, value);
  warn_of_repeats(op, self, "tensor[mask] = scalar");
  const Slots slots = check_fill(op, self, dim, index);
  const Tensor filler = value.to(self.device(), self.scalar_type());
  write_slices(self, slots, filler.is_alias_of(self) ? filler.detach().clone() : filler);
  record_inplace(node, {{self, filler}}, self, [&] { return index_fill_grad(slots, self, index); });
}

}  // namespace

Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value) {
  return filled("IndexFillBackward1", self, dim, index, value);
}
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, Scalar value) {
  impl_of(self, "index_fill");
  return filled("IndexFillBackward0", self, dim, index, full({}, value, self.options()));
}

Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, const Tensor& value) const {
  fill_slices("IndexFillBackward1", *this, dim, index, value);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, Scalar value) const {
  impl_of(*this, "index_fill_");
  fill_slices("IndexFillBackward0", *this, dim, index, full({}, value, options()));
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::index_copy(int64_t dim, const Tensor& index, const Tensor& source) const {
  return pumice::index_copy(*this, dim, index, source);
}
Tensor Tensor::index_fill(int64_t dim, const Tensor& index, Scalar value) const {
  return pumice::index_fill(*this, dim, index, value);
}
Tensor Tensor::index_fill(int64_t dim, const Tensor& index, const Tensor& value) const {
  return pumice::index_fill(*this, dim, index, value);
}

}  // namespace pumice
