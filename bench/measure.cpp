// Timing of cases and of the device's own limits.
#include <algorithm>
#include <chrono>
#include <limits>

#include "cases.h"
#include "ops/launch.h"
#include "shaders/kernels/peak_fma.h"

namespace pumice::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(const Work& work, Device device, bool host_only, int iterations) {
  const auto start = Clock::now();
  for (int i = 0; i < iterations; ++i) {
    const std::vector<Tensor> results = work();
    if (!host_only) synchronize(device);
  }
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double measure_work(const Work& work, Device device, bool host_only, double sample_seconds,
                    int samples) {
  seconds_of(work, device, host_only, 2);  // pipelines, plans and caches
  int iterations = 1;
  double once = seconds_of(work, device, host_only, iterations);
  while (once < sample_seconds / 4 && iterations < 1 << 20) {
    iterations *= 2;
    once = seconds_of(work, device, host_only, iterations);
  }
  iterations = std::max(1, static_cast<int>(iterations * sample_seconds / std::max(once, 1e-9)));
  double best = std::numeric_limits<double>::infinity();
  for (int s = 0; s < samples; ++s)
    best = std::min(best, seconds_of(work, device, host_only, iterations) / iterations);
  return best;
}

}  // namespace

double measure(const Case& which, Device device, double sample_seconds, int samples) {
  return measure_work(which.make(device), device, which.host_only, sample_seconds, samples);
}

Peak measure_peak(Device device) {
  Peak peak;
  NoGradGuard no_grad;
  {
    const int64_t n = 1 << 20;
    const Tensor x = full({n}, 0.25, TensorOptions(kFloat).device(device));
    const Tensor y = empty_like(x);
    const double s = measure_work(
        [&] {
          launch(kernel::peak_fma{.n = static_cast<uint32_t>(n)}, {x, y}, {.groups = blocks(n)});
          return std::vector{y};
        },
        device, false, 0.05, 5);
    peak.flops_per_second = 512.0 * static_cast<double>(n) / s;
  }
  {
    const int64_t n = 16 << 20;  // beyond any cache of the machines in view
    const Tensor x = ones({n}, TensorOptions(kFloat).device(device));
    const Tensor y = empty_like(x);
    const double s = measure_work([&] { return std::vector{y.copy_(x)}; }, device, false, 0.05, 5);
    peak.bytes_per_second = 8.0 * static_cast<double>(n) / s;
  }
  return peak;
}

}  // namespace pumice::bench
