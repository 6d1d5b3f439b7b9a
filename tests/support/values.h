// Short ways to make and read small tensors in hand-written tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "pumice/pumice.h"
#include "support/host.h"

namespace pumice::testing {

/// The elements in row-major order.
inline std::vector<double> values(const Tensor& tensor) { return read_tensor(tensor).values; }

/// Uniform in [-2, -0.25] and [0.25, 2], on the default device, or as options say.
inline Tensor random(const std::vector<int64_t>& sizes, const TensorOptions& options = {},
                     unsigned seed = 7) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(0.25, 2.0);
  HostTensor host{kDouble, sizes, {}};
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  for (int64_t i = 0; i < count; ++i)
    host.values.push_back(generator() % 2 ? uniform(generator) : -uniform(generator));
  Tensor out = make_tensor(host, options.dtype(), options.device());
  if (options.requires_grad()) out.set_requires_grad(true);
  return out;
}

/// Runs f, which must throw a pumice::Error of the kind whose message holds `text`.
template <class F>
::testing::AssertionResult fails_with(ErrorKind kind, const std::string& text, F&& f) {
  try {
    f();
  } catch (const Error& error) {
    if (error.kind() != kind)
      return ::testing::AssertionFailure()
             << "kind " << static_cast<int>(error.kind()) << ": " << error.what();
    if (std::string(error.what()).find(text) == std::string::npos)
      return ::testing::AssertionFailure() << "message: " << error.what();
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "nothing was thrown";
}

}  // namespace pumice::testing
