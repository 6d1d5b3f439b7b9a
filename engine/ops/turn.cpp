// roll, flip, rot90.
#include <algorithm>
#include <numeric>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "shaders/kernels/flip.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {
namespace {

Tensor rolled(const Tensor& t, int64_t shift, int64_t dim) {
  const int64_t size = t.size(dim);
  if (size == 0) return t;
  const int64_t start = ((-shift) % size + size) % size;
  if (start == 0) return t;
  return cat({t.narrow(dim, start, size - start), t.narrow(dim, 0, start)}, dim);
}

/// Runs of adjacent dims that are all reversed or all not, innermost first.
struct Runs {
  DimVector sizes;
  uint32_t reversed = 0;
};

Runs runs_of(IntArrayRef sizes, const std::vector<bool>& reversed) {
  Runs runs;
  bool last = false;
  for (size_t d = sizes.size(); d-- > 0;) {
    if (sizes[d] == 1) continue;
    if (runs.sizes.empty() || reversed[d] != last) {
      last = reversed[d];
      if (last) runs.reversed |= 1u << std::min<size_t>(runs.sizes.size(), 31);
      runs.sizes.push_back(1);
    }
    runs.sizes.back() *= sizes[d];
  }
  return runs;
}

Tensor flipped(const Tensor& self, const std::vector<bool>& reversed);

// The result lies as self does: dims are taken in the order of its strides.
Tensor flipped_in_order(const Tensor& self, const std::vector<bool>& reversed) {
  const Tensor y = make_like(self, self.scalar_type(), self.device());
  DimVector order(reversed.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  std::ranges::stable_sort(order, [&](int64_t a, int64_t b) { return y.stride(a) > y.stride(b); });
  std::vector<bool> moved;
  for (const int64_t d : order) moved.push_back(reversed[d]);
  Tensor out = flipped(self.permute(order).contiguous(), moved);
  out.impl()->set_sizes_strides(self.sizes(), y.strides());
  return out;
}

Tensor flipped(const Tensor& self, const std::vector<bool>& reversed) {
  const NoGradGuard guard;
  if (!self.is_contiguous()) return flipped_in_order(self, reversed);
  const Runs runs = runs_of(self.sizes(), reversed);
  kernel::flip p{};
  if (self.numel() < 2 || runs.reversed == 0) return self.clone();
  if (runs.sizes.size() > std::tuple_size_v<decltype(p.sizes)>) {  // one dim after the other
    Tensor y = self;
    for (size_t d = 0; d < reversed.size(); ++d) {
      std::vector<bool> one(reversed.size(), false);
      one[d] = true;
      if (reversed[d]) y = flipped(y, one);
    }
    return y;
  }
  Tensor y = make_tensor(self.sizes(), self.scalar_type(), self.device());
  const Bits in = bits_of(self.contiguous()), out = bits_of(y);
  p.n = static_cast<uint32_t>(out.tensor.numel());
  p.words = in.words;
  p.rank = static_cast<uint32_t>(runs.sizes.size());
  p.reversed = runs.reversed;
  for (size_t d = 0; d < runs.sizes.size(); ++d) p.sizes[d] = static_cast<uint32_t>(runs.sizes[d]);
  launch(p, {in.tensor, out.tensor}, {.groups = blocks(p.n)});
  return y;
}

}  // namespace

Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims) {
  impl_of(self, "roll");
  check(!shifts.empty(), ErrorKind::value, "roll: `shifts` required");
  if (dims.empty() && shifts.size() == 1)
    return rename_node(
        as_own(roll(self.reshape({-1}), shifts, IntArrayRef(int64_t{0})).reshape(self.sizes())),
        "RollBackward0");
  check(shifts.size() == dims.size(), ErrorKind::value,
        "roll: shifts and dimensions must align. shifts: {}, dims:{}", shifts.size(), dims.size());
  if (dims.size() == 1 && self.numel() == 0) return self.clone();
  check(self.dim() > 0, ErrorKind::index,
        "roll: Dimension specified as {} but tensor has no dimensions", dims[0]);
  const auto run = [&] {
    const NoGradGuard guard;
    Tensor y = self;
    for (size_t i = 0; i < dims.size(); ++i)
      y = rolled(y, shifts[i], wrap_dim(dims[i], self.dim(), "roll"));
    return y.is_same(self) ? self.clone() : y;
  };
  return record("RollBackward0", {self}, run(), [&] {
    DimVector back(shifts);
    for (int64_t& shift : back) shift = -shift;
    return [back, dims = DimVector(dims)](const Tensors& g, Needs) {
      return Tensors{roll(g[0], back, dims)};
    };
  });
}

Tensor flip(const Tensor& self, IntArrayRef dims) {
  std::vector<bool> reversed(impl_of(self, "flip").sizes.size(), false);
  for (const int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, self.dim(), "flip");
    if (reversed.empty()) reversed.resize(1);
    check(!reversed[d], ErrorKind::value, "flip: dim {} appears multiple times in the list of dims",
          d);
    reversed[d] = true;
  }
  if (self.dim() == 0) reversed.clear();
  return record("FlipBackward0", {self}, flipped(self, reversed), [&] {
    return [dims = DimVector(dims)](const Tensors& g, Needs) { return Tensors{flip(g[0], dims)}; };
  });
}

Tensor fliplr(const Tensor& self) {
  check(self.dim() >= 2, ErrorKind::shape, "fliplr: Input must be >= 2-d.");
  return flip(self, {1});
}

Tensor flipud(const Tensor& self) {
  check(self.dim() >= 1, ErrorKind::shape, "flipud: Input must be >= 1-d.");
  return flip(self, {0});
}

Tensor rot90(const Tensor& self, int64_t k, IntArrayRef dims) {
  const auto rank = static_cast<int64_t>(impl_of(self, "rot90").sizes.size());
  check(dims.size() == 2, ErrorKind::value,
        "rot90: expected total rotation dims == 2, but got dims = {}", dims.size());
  check(rank >= 2, ErrorKind::shape, "rot90: expected total dims >= 2, but got total dims = {}",
        rank);
  check(dims[0] != dims[1] && std::abs(dims[0] - dims[1]) != rank, ErrorKind::value,
        "rot90: expected rotation dims to be different, but got dim0 = {} and dim1 = {}", dims[0],
        dims[1]);
  for (size_t i = 0; i < 2; ++i)
    check(dims[i] < rank && dims[i] >= -rank, ErrorKind::index,
          "rot90: Rotation dim{} out of range, dim{} = {}", i, i, dims[i]);
  const auto turned = [](Tensor y) { return rename_node(std::move(y), "Rot90Backward0"); };
  switch ((k % 4 + 4) % 4) {
    case 1:
      return as_own(turned(flip(self, IntArrayRef(dims[1])).transpose(dims[0], dims[1])));
    case 2:
      return turned(flip(self, dims));
    case 3:
      return as_own(turned(flip(self, IntArrayRef(dims[0])).transpose(dims[0], dims[1])));
    default:
      return turned(self.clone());
  }
}

Tensor Tensor::roll(IntArrayRef shifts, IntArrayRef dims) const {
  return pumice::roll(*this, shifts, dims);
}
Tensor Tensor::flip(IntArrayRef dims) const { return pumice::flip(*this, dims); }
Tensor Tensor::fliplr() const { return pumice::fliplr(*this); }
Tensor Tensor::flipud() const { return pumice::flipud(*this); }
Tensor Tensor::rot90(int64_t k, IntArrayRef dims) const { return pumice::rot90(*this, k, dims); }

}  // namespace pumice
