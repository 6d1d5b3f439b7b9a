// Launching an elementwise kernel over tensors of any layout.
#pragma once

#include "ops/iterate.h"
#include "ops/launch.h"

namespace pumice {

namespace detail {
/// Copies of the operands for which five dims suffice, where the operands themselves need more. The
/// last one, the result, is replaced by a contiguous one without its content.
std::vector<Tensor> flatten_operands(IntArrayRef shape, std::span<const Tensor* const> operands);
void write_back(const Tensor& result, const Tensor& computed);
}  // namespace detail

/// Records elementwise kernel P over inputs and result, which stand in the order of its bindings,
/// the result last; inputs broadcast to the result. `spec` holds the constants before LAYOUT.
template <class P>
void launch_elements(P params, std::initializer_list<std::reference_wrapper<const Tensor>> tensors,
                     std::initializer_list<uint16_t> spec = {}) {
  const Tensor* list[8];
  size_t count = 0;
  for (const Tensor& t : tensors) list[count++] = &t;
  const Tensor& result = *(tensors.end() - 1);
  const IntArrayRef shape = result.sizes();
  if (result.numel() == 0) return;

  constexpr size_t kDims = std::tuple_size_v<decltype(P::sizes)> + 1;
  Iteration it = iterate(shape, {list, count});
  std::vector<Tensor> flat;
  if (it.sizes.size() > kDims) {
    flat = detail::flatten_operands(shape, {list, count});
    for (size_t i = 0; i < count; ++i) list[i] = &flat[i];
    it = iterate(shape, {list, count});
  }
  params.n = static_cast<uint32_t>(it.count);
  params.rank = static_cast<uint32_t>(it.sizes.size());
  for (size_t d = 0; d + 1 < it.sizes.size(); ++d)
    params.sizes[d] = static_cast<uint32_t>(it.sizes[d]);
  for (size_t o = 0; o < count; ++o) {
    if (it.contiguous) params.strides[o * kDims] = 1;
    for (size_t d = 0; d < it.sizes.size() && !it.contiguous; ++d)
      params.strides[o * kDims + d] = static_cast<uint32_t>(it.strides[o][d]);
  }

  Grid grid{.groups = blocks(it.count)};
  size_t s = 0;
  for (uint16_t value : spec) grid.spec[s++] = value;
  grid.spec[s] = static_cast<uint16_t>(it.contiguous ? P::LAYOUT::contiguous : P::LAYOUT::strided);
  launch_erased(P::info, &params, {list, count}, grid);
  if (!flat.empty()) detail::write_back(result, flat.back());
}

}  // namespace pumice
