// Memory formats: their strides, and the order of dims that results take from operands.
#include "tensor/layout.h"

#include <numeric>

#include "base/error.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// The dims of a channels-last tensor from the innermost on.
std::vector<size_t> channels_last_order(size_t rank) {
  std::vector<size_t> order{1};
  for (size_t d = rank; d-- > 2;) order.push_back(d);
  order.push_back(0);
  return order;
}

size_t rank_of(MemoryFormat format) { return format == MemoryFormat::ChannelsLast ? 4 : 5; }

DimVector strides_in_order(IntArrayRef sizes, std::span<const size_t> innermost_first) {
  DimVector strides(sizes.size());
  int64_t step = 1;
  for (const size_t d : innermost_first) {
    strides[d] = step;
    step *= std::max<int64_t>(sizes[d], 1);
  }
  return strides;
}

// Whether strides of any gaps stand in channels-last order; where they could be either, they are
// not.
bool resembles_channels_last(IntArrayRef sizes, IntArrayRef strides) {
  if (strides[1] == 0) return false;
  int64_t least = 0;
  for (const size_t d : channels_last_order(sizes.size())) {
    if (sizes[d] == 0 || strides[d] < least) return false;
    if (d == 0 && least == strides[1]) return false;
    least = strides[d] * sizes[d];
  }
  return true;
}

}  // namespace

DimVector format_strides(IntArrayRef sizes, MemoryFormat format) {
  check(format != MemoryFormat::Preserve, ErrorKind::value,
        "empty: unsupported memory format option Preserve");
  std::vector<size_t> order(sizes.size());
  std::iota(order.rbegin(), order.rend(), size_t{0});
  if (format != MemoryFormat::Contiguous) {
    check(sizes.size() == rank_of(format), ErrorKind::shape,
          "empty: required rank {} tensor to use channels_last{} format", rank_of(format),
          format == MemoryFormat::ChannelsLast ? "" : "_3d");
    order = channels_last_order(sizes.size());
  }
  return strides_in_order(sizes, order);
}

bool follows_format(IntArrayRef sizes, IntArrayRef strides, MemoryFormat format) {
  if (format != MemoryFormat::Contiguous && sizes.size() != rank_of(format)) return false;
  const DimVector wanted = format_strides(sizes, format);
  for (size_t d = 0; d < sizes.size(); ++d)
    if (sizes[d] != 1 && strides[d] != wanted[d]) return false;
  return true;
}

bool is_dense(IntArrayRef sizes, IntArrayRef strides) {
  std::vector<size_t> order;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return true;
    if (sizes[d] != 1) order.push_back(d);
  }
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return strides[a] < strides[b]; });
  int64_t step = 1;
  for (const size_t d : order) {
    if (strides[d] != step) return false;
    step *= sizes[d];
  }
  return true;
}

namespace {

// Below zero: dim a lies further in than b; above: further out; zero: the operands do not say.
int compare_dims(IntArrayRef shape, std::span<const Layouted> operands, size_t a, size_t b) {
  for (const Layouted& o : operands) {
    const size_t lead = shape.size() - o.sizes.size();
    const auto stride = [&](size_t d) {
      const bool broadcast = d < lead || (o.sizes[d - lead] == 1 && shape[d] != 1);
      return broadcast ? 0 : o.strides[d - lead];
    };
    const int64_t sa = stride(a), sb = stride(b);
    if (sa == 0 || sb == 0) continue;
    if (sa != sb) return sa < sb ? -1 : 1;
    if (shape[a] > shape[b]) return 1;
  }
  return 0;
}

}  // namespace

DimVector dense_strides(IntArrayRef shape, std::span<const Layouted> operands) {
  std::vector<size_t> order(shape.size());  // innermost first
  std::iota(order.rbegin(), order.rend(), size_t{0});
  // Sorting by insertion, because the comparison is no order: dims that say nothing stay in place.
  for (size_t i = 1; i < order.size(); ++i) {
    size_t at = i;
    for (size_t j = i; j-- > 0;) {
      const int compared = compare_dims(shape, operands, order[j], order[at]);
      if (compared < 0) break;
      if (compared == 0) continue;
      std::swap(order[j], order[at]);
      at = j;
    }
  }
  return strides_in_order(shape, order);
}

DimVector like_strides(const Tensor& like) {
  const TensorImpl& from = *like.impl();
  if (from.contiguous || is_dense(from.sizes, from.strides)) return from.strides;
  const Layouted only[] = {{from.sizes, from.strides}};
  return dense_strides(from.sizes, only);
}

Tensor make_like(const Tensor& like, ScalarType dtype, Device device,
                 std::optional<MemoryFormat> format) {
  const IntArrayRef sizes = like.sizes();
  const MemoryFormat wanted = format.value_or(MemoryFormat::Preserve);
  return make_strided(
      sizes, wanted == MemoryFormat::Preserve ? like_strides(like) : format_strides(sizes, wanted),
      dtype, device);
}

bool Tensor::is_contiguous(MemoryFormat format) const {
  if (!defined()) return format == MemoryFormat::Contiguous;
  const TensorImpl& impl = *this->impl();
  if (format == MemoryFormat::Contiguous) return impl.contiguous;
  return format != MemoryFormat::Preserve && follows_format(impl.sizes, impl.strides, format);
}

bool Tensor::is_non_overlapping_and_dense() const {
  if (!defined()) return true;
  const TensorImpl& impl = *this->impl();
  return impl.contiguous || is_dense(impl.sizes, impl.strides);
}

MemoryFormat Tensor::suggest_memory_format() const {
  if (!defined()) return MemoryFormat::Contiguous;
  const TensorImpl& impl = *this->impl();
  const size_t rank = impl.sizes.size();
  if ((rank != 4 && rank != 5) || !resembles_channels_last(impl.sizes, impl.strides))
    return MemoryFormat::Contiguous;
  return rank == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d;
}

}  // namespace pumice
