// Geometry of two-dimensional pooling.
#pragma once

#include <array>
#include <optional>

#include "base/dim_vector.h"
#include "ops/whole_windows.h"
#include "pumice/tensor.h"

namespace pumice {

/// Checked arguments of a pooling over the last two dims; [0] is the height's.
struct Pooling {
  std::array<uint32_t, 2> kernel, stride, padding, dilation, in, out;
  uint32_t planes = 1;
  DimVector sizes;                                 ///< of the result
  MemoryFormat format = MemoryFormat::Contiguous;  ///< of the result and of the gradient
  /// The first column whose window lies inside the plane, and the one after the last; none where
  /// there are less than `least`.
  std::array<uint32_t, 2> inside_columns(uint32_t least) const;
  /// Columns from which on taking them by blocks saves more than it costs.
  static constexpr uint32_t kFewColumns = 4;
  /// Rows that one group takes and groups per plane, so that neither is small.
  static std::array<uint32_t, 2> bands(uint32_t rows, uint32_t columns);
  WindowPlaces places() const;
};
/// All of a pooling's arguments but the dtype.
Pooling check_pooling(const char* op, const Tensor& self, IntArrayRef kernel, IntArrayRef stride,
                      IntArrayRef padding, IntArrayRef dilation, bool ceil_mode,
                      std::optional<int64_t> divisor = {});

}  // namespace pumice
