// Images from files.
#pragma once

#include <string>

#include "pumice/tensor.h"

namespace pumice::data {

/// A PNG or JPEG file as (channels, H, W) of float32 in [0, 1], on the CPU; channels 1 (grey), 3
/// or 4. The file is not trusted: at most 16,384 pixels a side and 2^26 in all. format error for
/// one that is missing or broken.
Tensor read_image(const std::string& path, int64_t channels = 3);

/// (C, H, W) of float32 on the CPU to (C, height, width): each pixel the mean of the area that it
/// covers, so that shrinking loses no ink; enlarging repeats pixels.
Tensor resize_area(const Tensor& image, int64_t height, int64_t width);

}  // namespace pumice::data
