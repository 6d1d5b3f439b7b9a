// Makers of the benchmarks' arguments: a table per family of operators, and what they share.
#pragma once

#include <bit>
#include <cmath>
#include <functional>
#include <map>

#include "bench/arguments.h"
#include "pumice/pumice.h"

namespace pumice::bench {

using Args = std::vector<Arg>;
/// Arguments of about `n` elements in all on the device.
using Maker = std::function<Args(int64_t n, const TensorOptions& on)>;
/// Makers of the rows that are called with more than one or two tensors of one shape.
using Makers = std::map<std::string_view, Maker>;

const Makers& elementwise_makers();  // each in the file of its name
const Makers& reduce_makers();
const Makers& matrix_makers();
const Makers& move_makers();
const Makers& nn_makers();
const Makers& create_makers();

/// Side of a square matrix of up to n elements: a power of two where n is one.
inline int64_t side(int64_t n) {
  const auto bits = static_cast<uint64_t>(n);
  return std::has_single_bit(bits) ? int64_t{1} << (std::bit_width(bits) - 1) / 2
                                   : static_cast<int64_t>(std::sqrt(static_cast<double>(n)));
}
/// An image of up to n elements in 32 channels.
inline std::vector<int64_t> image(int64_t n) {
  const int64_t s = std::max<int64_t>(side(n / 32), 4);
  return {1, 32, s, s};
}
inline Tensor matrix(int64_t n, const TensorOptions& on) { return randn({side(n), side(n)}, on); }
inline Tensor indices(int64_t below, IntArrayRef shape, const TensorOptions& on) {
  return randint(below, shape, on.dtype(kLong));
}
/// Every place below n once.
inline Tensor places(int64_t n, const TensorOptions& on) { return randperm(n, on.dtype(kLong)); }
inline Tensor positive(IntArrayRef shape, const TensorOptions& on) {
  return rand(shape, on).add(0.5);
}
inline Args unary(int64_t n, const TensorOptions& on) { return {positive({n}, on)}; }
inline Args binary(int64_t n, const TensorOptions& on) {
  return {positive({n}, on), positive({n}, on)};
}
inline Args vectors(int64_t n, const TensorOptions& on) {
  return {randn({side(n)}, on), randn({side(n)}, on)};
}
const std::vector<int64_t> kTwo{2, 2}, kOne{1, 1}, kNone{0, 0};

}  // namespace pumice::bench
