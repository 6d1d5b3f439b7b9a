// The one call with which operators record a kernel.
#pragma once

#include <cstring>

#include "base/error.h"
#include "device/kernel.h"
#include "pumice/tensor.h"

namespace pumice {

/// Group count, lanes that a group can use, and specialization values in the kernel's order.
struct Grid {
  uint32_t groups = 1;
  uint32_t width = 256;
  std::array<uint16_t, kMaxSpec> spec{};
};

/// Elements that one group of an elementwise-shaped kernel covers (shaders/prelude).
inline constexpr uint32_t kBlock = 1024;
inline uint32_t blocks(int64_t n) { return static_cast<uint32_t>((n + kBlock - 1) / kBlock); }

void launch_erased(const KernelInfo& info, const void* params,
                   std::span<const Tensor* const> tensors, const Grid& grid);

/// Records kernel P over `tensors`, which stand in the order of its bindings. T and U come from the
/// dtypes of the tensors bound as such. All on one device; nothing is recorded for zero groups.
///   launch(kernel::softmax{.rows = rows, .cols = cols}, {x, y}, {.groups = rows, .width = cols});
template <class P>
void launch(const P& params, std::initializer_list<std::reference_wrapper<const Tensor>> tensors,
            const Grid& grid) {
  const Tensor* list[kMaxBindings];
  size_t n = 0;
  for (const Tensor& t : tensors) list[n++] = &t;
  launch_erased(P::info, &params, {list, n}, grid);
}

}  // namespace pumice
