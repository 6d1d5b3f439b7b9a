// take and put: elements by their place in the flattened tensor.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {

namespace {

void check_index(const char* op, const Tensor& self, const Tensor& index) {
  impl_of(self, op);
  check(impl_of(index, op, "#1 'index'").dtype == kLong, ErrorKind::dtype,
        "{0}: {1}(): Expected a long tensor for index, but got {2}", op,
        std::string_view(op) == "take" ? "take" : "put_", toString(index.scalar_type()));
}

void check_places(const char* op, const char* empty, const Tensor& self, const Tensor& index) {
  check(self.numel() > 0 || index.numel() == 0, ErrorKind::index, "{}: {}", op, empty);
  check_indices(op, index, {kFlat, self.numel(), 1}, true);
}

Tensor places_of(const Tensor& self, const Tensor& index) {
  return offsets_of(index, index.sizes(), IndexedDim{0, self.numel(), 1}, true);
}

void check_put(const char* op, const Tensor& self, const Tensor& index, const Tensor& source) {
  check_index(op, self, index);
  impl_of(source, op, "#2 'source'");
  check(
      self.scalar_type() == source.scalar_type(), ErrorKind::dtype,
      "{0}: put_(): self and source expected to have the same dtype, but got self.dtype = {1} and "
      "source.dtype = {2}",
      op, toString(self.scalar_type()), toString(source.scalar_type()));
  check(index.numel() == source.numel(), ErrorKind::index,
        "{0}: put_(): Expected source and index to have the same number of elements, but got "
        "source.numel() = {1}, index.numel() = {2}",
        op, source.numel(), index.numel());
  check_places(op, "put_(): Tried to put elements into an empty tensor", self, index);
}

// self[index] = source, or += source, below autograd.
void put_into(const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  if (index.numel() == 0) return;
  const NoGradGuard no_grad;
  const int64_t count = index.numel(), all = self.numel();
  const Tensor at = places_of(self, index).view({count});
  const ScalarType dtype = self.scalar_type(), compute = accumulate_dtype(dtype);
  with_workable(self, accumulate ? compute : dtype, [&](const Tensor& y) {
    Tensor values = source.contiguous().view({count});
    if (!accumulate) return put_elements(y.view({all}), {count}, {0}, at, values);
    if (!pumice::is_floating_point(dtype)) values = values.to(compute);
    add_slices(y.view({all}), 0, at, values);
  });
}

GradFn put_grad(const Tensor& index, const Tensor& source, bool accumulate) {
  return [index = Saved(index), accumulate, sizes = DimVector(source.sizes())](const Tensors& g,
                                                                               Needs needs) {
    const KnownInBounds known;
    const Tensor at = index.unpack();
    Tensors grads(2);
    if (needs[0]) grads[0] = accumulate ? g[0] : put(g[0], at, zeros(at.sizes(), g[0].options()));
    if (needs[1]) grads[1] = take(g[0], at).reshape(sizes);
    return grads;
  };
}

}  // namespace

Tensor take(const Tensor& self, const Tensor& index) {
  check_index("take", self, index);
  check_places("take", "take(): tried to take from an empty tensor", self, index);
  Tensor out = make_tensor(index.sizes(), self.scalar_type(), self.device());
  if (out.numel() > 0) {
    const NoGradGuard no_grad;
    out = pick_slices(self.contiguous().view({self.numel()}), 0, places_of(self, index),
                      index.sizes());
  }
  return record("TakeBackward0", {self}, out, [&] {
    return [index = Saved(index), sizes = DimVector(self.sizes()), strides = like_strides(self)](
               const Tensors& g, Needs) {
      const KnownInBounds known;
      const Tensor into = empty_strided(sizes, strides, g[0].options());
      if (into.numel() > 0) fill_into(into, 0);
      return Tensors{into.put_(index.unpack(), g[0], true)};
    };
  });
}

Tensor put(const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  check_put("put", self, index, source);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = self.clone();
  }
  put_into(out, index, source, accumulate);
  return record("PutBackward0", {self, source}, out,
                [&] { return put_grad(index, source, accumulate); });
}

Tensor& Tensor::put_(const Tensor& index, const Tensor& source, bool accumulate) const {
  const char* op = "put_";
  check_inplace(op, *this, source);
  check_put(op, *this, index, source);
  put_into(*this, index, apart(op, *this, source), accumulate);
  record_inplace("PutBackward0", {{*this, source}}, *this,
                 [&] { return put_grad(index, source, accumulate); });
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::take(const Tensor& index) const { return pumice::take(*this, index); }
Tensor Tensor::put(const Tensor& index, const Tensor& source, bool accumulate) const {
  return pumice::put(*this, index, source, accumulate);
}

}  // namespace pumice
