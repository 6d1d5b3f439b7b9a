// Generators and the fills that draw from them.
#pragma once

#include <mutex>
#include <optional>

#include "pumice/tensor.h"

namespace pumice {

/// State in device memory, which only kernels change, so that captured work draws anew at each run.
struct GeneratorImpl {
  GeneratorImpl(Device device, uint64_t seed);
  void set_seed(uint64_t seed);
  /// Seeds anew where the device was reset, which loses the state.
  void survive_reset();

  const Device device;
  std::mutex mutex;
  uint64_t seed = 0;
  uint32_t generation = 0;  ///< of the device, when the state was written
  Tensor
      state;  ///< CPU: a Mersenne twister (shaders/lib/mt19937.glsl); else Philox {seed, position}
  Tensor spare;  ///< CPU: float64 {the second normal of a pair, whether there is one}
};

using MaybeGenerator = std::optional<Generator>;

/// The generator given, or the device's own; device error where the given one is another's.
GeneratorImpl& generator_for(Device device, const MaybeGenerator& given);

/// Takes `blocks` Philox blocks of the device's stream: the position before them, four words of 16
/// bytes on the device. On the CPU the position itself is four words of the Mersenne twister.
Tensor take_random(Device device, uint32_t blocks, const MaybeGenerator& generator = {});
/// The next n words (int32) of a CPU generator.
Tensor take_words(GeneratorImpl& generator, int64_t n);

// self's elements drawn anew, any strides, in the order of memory; below autograd.
void fill_uniform(const Tensor& self, double from, double to, const MaybeGenerator& = {});
void fill_normal(const Tensor& self, double mean, double std, const MaybeGenerator& = {});
/// `one` with probability p, else 0.
void fill_bernoulli(const Tensor& self, double p, const MaybeGenerator& = {}, Scalar one = 1);
/// Integers from [low, low + span); span 0 stands for 2^64. wide: 64 bits are drawn for each.
void fill_integers(const Tensor& self, int64_t low, uint64_t span, bool wide,
                   const MaybeGenerator& = {});
void fill_exponential(const Tensor& self, double lambda, const MaybeGenerator& = {});
void fill_geometric(const Tensor& self, double p, const MaybeGenerator& = {});
void fill_cauchy(const Tensor& self, double median, double sigma, const MaybeGenerator& = {});
void fill_log_normal(const Tensor& self, double mean, double std, const MaybeGenerator& = {});

}  // namespace pumice
