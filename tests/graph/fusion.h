// What the tests of merged kernels share: random tensors, and captures against work run one
// operator at a time.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "device/backend.h"
#include "graph/fuse.h"
#include "pumice/pumice.h"

namespace pumice::testing {

using Tensors = std::vector<Tensor>;
using Function = std::function<Tensors(const Tensors&)>;

class Fusion : public ::testing::Test {
 protected:
  Device device = default_device();
  bool fuses = get_backend(device).can_fuse() && fusion_enabled();
  std::mt19937 random{11};

  Tensor noise(const std::vector<int64_t>& sizes, float low = -2, float high = 2) {
    int64_t n = 1;
    for (int64_t s : sizes) n *= s;
    std::uniform_real_distribution<float> draw(low, high);
    std::vector<float> v;
    for (int64_t i = 0; i < n; ++i) v.push_back(draw(random));
    return tensor(v).reshape(sizes).to(device);
  }
  static std::vector<float> values(const Tensor& t) {
    const Tensor host = t.to(Device(kCPU), kFloat).contiguous();
    return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
  }
  /// What fn calls where a merge may happen: in the eager call, all work so far is done here.
  Tensor apart(const Tensor& t) {
    if (!eager_) return t;
    ++parts;
    synchronize(device);
    return t;
  }
  /// Kernels that one captured call of fn runs, after checking its results against an eager call.
  uint64_t check(const Function& fn, const Tensors& inputs, float tolerance = 2e-6f) {
    eager_ = true;
    const Tensors eager = fn(inputs);
    eager_ = false;
    std::vector<std::vector<float>> expected;
    for (const Tensor& t : eager) expected.push_back(values(t));
    Captured captured = capture(fn, inputs);
    captured(inputs);
    synchronize(device);
    const uint64_t before = statistics(device).dispatches;
    const Tensors got = captured(inputs);
    const uint64_t ran = statistics(device).dispatches - before;
    for (size_t i = 0; i < got.size(); ++i) {
      const auto now = values(got[i]);
      EXPECT_EQ(now.size(), expected[i].size());
      for (size_t k = 0; k < now.size(); ++k) {
        const float e = expected[i][k];
        EXPECT_TRUE(now[k] == e || (std::isnan(now[k]) && std::isnan(e)) ||
                    std::abs(now[k] - e) <= tolerance * (1 + std::abs(e)))
            << "output " << i << " element " << k << ": " << now[k] << " for " << e;
      }
    }
    return ran;
  }

  uint64_t parts = 0;  ///< calls of apart() in eager calls

 private:
  bool eager_ = false;
};

}  // namespace pumice::testing
