// Random factories, draws and dropout. On the CPU the values are PyTorch's own for the same seed;
// devices draw from Philox, the same stream on each.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

using GeneratorArg = std::optional<Generator>;

/// Uniform on [0, 1).
Tensor rand(IntArrayRef size, const TensorOptions& options = {});
Tensor rand(IntArrayRef size, const GeneratorArg& generator, const TensorOptions& options = {});
Tensor rand_like(const Tensor& self, const TensorOptions& options = {},
                 std::optional<MemoryFormat> format = {});
/// Standard normal.
Tensor randn(IntArrayRef size, const TensorOptions& options = {});
Tensor randn(IntArrayRef size, const GeneratorArg& generator, const TensorOptions& options = {});
Tensor randn_like(const Tensor& self, const TensorOptions& options = {},
                  std::optional<MemoryFormat> format = {});
/// Integers from low (0) up to high, which does not belong to them.
Tensor randint(int64_t low, int64_t high, IntArrayRef size, const TensorOptions& options = kLong);
Tensor randint(int64_t high, IntArrayRef size, const TensorOptions& options = kLong);
Tensor randint(int64_t low, int64_t high, IntArrayRef size, const GeneratorArg& generator,
               const TensorOptions& options = kLong);
Tensor randint(int64_t high, IntArrayRef size, const GeneratorArg& generator,
               const TensorOptions& options = kLong);
Tensor randint_like(const Tensor& self, int64_t high, const TensorOptions& options = {},
                    std::optional<MemoryFormat> format = {});
Tensor randint_like(const Tensor& self, int64_t low, int64_t high,
                    const TensorOptions& options = {}, std::optional<MemoryFormat> format = {});
/// A random permutation of 0..n-1, int64 unless options say otherwise.
Tensor randperm(int64_t n, const TensorOptions& options = kLong);
Tensor randperm(int64_t n, const GeneratorArg& generator, const TensorOptions& options = kLong);
/// 1 with the probability that self's element, or p, says, else 0; as self.
Tensor bernoulli(const Tensor& self, const GeneratorArg& generator = {});
Tensor bernoulli(const Tensor& self, double p, const GeneratorArg& generator = {});
Tensor bernoulli(const Tensor& self, const Tensor& p, const GeneratorArg& generator = {});
/// Normal numbers about means with deviations, element by element, or of a size.
Tensor normal(const Tensor& mean, double std = 1, const GeneratorArg& generator = {});
Tensor normal(double mean, const Tensor& std, const GeneratorArg& generator = {});
Tensor normal(const Tensor& mean, const Tensor& std, const GeneratorArg& generator = {});
Tensor normal(double mean, double std, IntArrayRef size, const GeneratorArg& generator = {},
              const TensorOptions& options = {});
/// Indices (N, num_samples) drawn with the weights of self's rows (N, C), or (num_samples) of (C).
Tensor multinomial(const Tensor& self, int64_t num_samples, bool replacement = false,
                   const GeneratorArg& generator = {});
/// Zeroes with probability p and scales the rest by 1 / (1 - p) in training; identity else. On
/// devices the mask is drawn again from the saved stream position in backward. Srivastava 2014.
Tensor dropout(const Tensor& input, double p, bool train);

}  // namespace pumice
