// Broadcasting, type promotion, coalescing.
#include "ops/iterate.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "pumice/factories.h"
#include "pumice/ops/reduce.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {

DimVector broadcast_shapes(IntArrayRef a, IntArrayRef b, const char* name) {
  const size_t rank = std::max(a.size(), b.size());
  DimVector out(rank);
  for (size_t back = 1; back <= rank; ++back) {  // from the last dim, which an error names first
    const size_t i = rank - back;
    const int64_t m = back <= a.size() ? a[a.size() - back] : 1;
    const int64_t n = back <= b.size() ? b[b.size() - back] : 1;
    check(m == n || m == 1 || n == 1, ErrorKind::shape,
          "{}: The size of tensor a ({}) must match the size of tensor b ({}) at non-singleton "
          "dimension {}",
          name, m, n, i);
    out[i] = m == 1 ? n : m;
  }
  return out;
}

namespace {

ScalarType promote(ScalarType a, ScalarType b) {
  if (a == ScalarType::Undefined) return b;
  return b == ScalarType::Undefined ? a : promote_types(a, b);
}

// A lower-priority operand changes the result only when its category is higher.
ScalarType combine(ScalarType higher, ScalarType lower) {
  if (is_floating_point(higher)) return higher;
  if (higher == kBool || higher == ScalarType::Undefined || is_floating_point(lower))
    return promote(higher, lower);
  return higher;
}

ScalarType number_type(Scalar s) { return s.is_floating_point() ? default_dtype() : s.type(); }

}  // namespace

ScalarType result_type(const Tensor& a, const Tensor& b) {
  if ((a.dim() == 0) == (b.dim() == 0)) return promote_types(a.scalar_type(), b.scalar_type());
  return a.dim() ? combine(a.scalar_type(), b.scalar_type())
                 : combine(b.scalar_type(), a.scalar_type());
}

ScalarType result_type(const Tensor& a, Scalar b) {
  return combine(a.scalar_type(), number_type(b));
}

bool can_cast(ScalarType from, ScalarType to) {
  if (is_floating_point(from)) return is_floating_point(to);
  return from == kBool || to != kBool;
}

ScalarType working_type(ScalarType dtype) {
  return is_integral(dtype, true) && dtype != kLong ? kInt : dtype;
}

Iteration iterate(IntArrayRef shape, std::span<const Tensor* const> operands) {
  Iteration it;
  it.count = 1;
  bool simple = true;
  for (int64_t size : shape) it.count *= size;
  for (const Tensor* t : operands) simple &= t->impl()->contiguous && t->impl()->numel == it.count;
  if (simple || it.count <= 1) {
    it.contiguous = true;
    it.sizes = {it.count};
    return it;
  }
  const size_t rank = shape.size(), k = operands.size();
  it.strides.resize(k);
  std::vector<DimVector> strides(k, DimVector(rank));
  for (size_t o = 0; o < k; ++o) {
    const TensorImpl& impl = *operands[o]->impl();
    const size_t lead = rank - impl.sizes.size();
    for (size_t d = lead; d < rank; ++d)
      strides[o][d] = impl.sizes[d - lead] == 1 ? 0 : impl.strides[d - lead];
  }
  std::vector<size_t> order(rank);
  std::iota(order.rbegin(), order.rend(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return strides[k - 1][a] < strides[k - 1][b]; });
  for (size_t d : order) {
    if (shape[d] == 1) continue;
    bool merge = !it.sizes.empty();
    for (size_t o = 0; o < k && merge; ++o)
      merge = strides[o][d] == it.strides[o].back() * it.sizes.back();
    if (merge) {
      it.sizes.back() *= shape[d];
      continue;
    }
    it.sizes.push_back(shape[d]);
    for (size_t o = 0; o < k; ++o) it.strides[o].push_back(strides[o][d]);
  }
  it.contiguous = it.sizes.size() == 1;
  for (const DimVector& s : it.strides) it.contiguous &= s[0] == 1;
  if (it.contiguous) it.strides.clear();
  return it;
}

Tensor number_beside(Scalar value, const Tensor& other) {
  return full({}, value, TensorOptions(result_type(other, value)).device(other.device()));
}

namespace {
// Whether dims of one element have the strides of rows, too.
bool in_rows(const TensorImpl& impl) {
  int64_t step = 1;
  for (size_t d = impl.sizes.size(); d-- > 0; step *= impl.sizes[d])
    if (impl.strides[d] != step) return false;
  return true;
}
}  // namespace

Tensor make_result(IntArrayRef shape, ScalarType dtype, std::span<const Tensor* const> operands,
                   bool beside_number) {
  const Device device = operands[0]->device();
  const TensorImpl& first = *operands[0]->impl();
  // What operands of one shape agree on goes on, even where dims of one element leave a choice.
  const bool rows = std::all_of(operands.begin(), operands.end(), [&](const Tensor* t) {
    return t->impl()->contiguous && IntArrayRef(t->impl()->sizes) == shape &&
           (!beside_number || in_rows(*t->impl()));
  });
  if (rows) return make_tensor(shape, dtype, device);
  std::vector<Layouted> layouts;
  bool same_shape = !beside_number, channels_last = shape.size() == 4, alike = true;
  for (const Tensor* t : operands) {
    const TensorImpl& impl = *t->impl();
    layouts.push_back({impl.sizes, impl.strides});
    same_shape = same_shape && impl.sizes == first.sizes;
    alike = alike && impl.strides == first.strides;
    channels_last = channels_last && t->is_contiguous(MemoryFormat::ChannelsLast);
  }
  if (same_shape && channels_last)
    return make_strided(shape, format_strides(shape, MemoryFormat::ChannelsLast), dtype, device);
  if (same_shape && alike && is_dense(shape, first.strides))
    return make_strided(shape, first.strides, dtype, device);
  return make_strided(shape, dense_strides(shape, layouts), dtype, device);
}

Tensor sum_to(const Tensor& grad, IntArrayRef shape) {
  const IntArrayRef sizes = grad.sizes();
  if (sizes == shape) return grad;
  const size_t lead = sizes.size() - shape.size();
  DimVector dims;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (d < lead || (shape[d - lead] == 1 && sizes[d] != 1))
      dims.push_back(static_cast<int64_t>(d));
  const Tensor total = dims.empty() ? grad : sum(grad, dims, true);
  return lead ? total.reshape(shape) : total;
}

}  // namespace pumice
