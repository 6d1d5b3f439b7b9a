// The generators' positions on devices, and fills that draw from them.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Takes `blocks` Philox blocks of the device's stream: the position before them, four words of 16
/// bytes on the device. A kernel moves the generator on, so captured work draws anew at each run.
Tensor take_random(Device device, uint32_t blocks);

/// The device's generator as a tensor of four words, e.g. to restore it.
Tensor generator_state(Device device);

/// self's elements drawn anew, any strides, floating dtypes; below autograd. Names in messages.
void fill_uniform(const Tensor& self, double from, double to);
void fill_normal(const Tensor& self, double mean, double std);
/// 1 with probability p, else 0; any dtype.
void fill_bernoulli(const Tensor& self, double p);

}  // namespace pumice
