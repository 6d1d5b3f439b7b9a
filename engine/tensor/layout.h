// In which order dense tensors hold their elements: memory formats and strides.
#pragma once

#include <span>

#include "base/dim_vector.h"
#include "pumice/tensor.h"

namespace pumice {

/// Strides of a dense tensor in the format; shape error where ChannelsLast has not 4 dims or
/// ChannelsLast3d not 5, value error for Preserve.
DimVector format_strides(IntArrayRef sizes, MemoryFormat format);
/// Whether the strides are exactly those of the format (of dims of size 1: any).
bool follows_format(IntArrayRef sizes, IntArrayRef strides, MemoryFormat format);
/// Whether the elements fill a range of memory, each once, whatever the order of the dims.
bool is_dense(IntArrayRef sizes, IntArrayRef strides);

/// Sizes and strides of an operand.
struct Layouted {
  IntArrayRef sizes, strides;
};
/// Strides of a dense tensor of `shape` whose dims stand in the order of the operands', the first
/// deciding; operands broadcast to shape. PyTorch's rule for results and preserved formats.
DimVector dense_strides(IntArrayRef shape, std::span<const Layouted> operands);

/// Strides of what preserves the format of `like`: its own where it is dense, else the order of its
/// dims without gaps.
DimVector like_strides(const Tensor& like);
/// A new tensor in the format; Preserve (and none) takes like_strides. Storage without memory,
/// no autograd.
Tensor make_like(const Tensor& like, ScalarType dtype, Device device,
                 std::optional<MemoryFormat> format = {});

}  // namespace pumice
