// oneDNN's own sgemm, called as its users call it: what matmul on the CPU is measured against.
#include <benchmark/benchmark.h>
#include <oneapi/dnnl/dnnl.h>

#include <random>
#include <string>
#include <vector>

#include "reference.h"

namespace pumice::bench {
namespace {

void sgemm(benchmark::State& state, dnnl_dim_t n) {
  const auto count = static_cast<size_t>(n * n);
  std::mt19937 generator(0);
  std::normal_distribution<float> normal;
  std::vector<float> a(count), b(count), c(count);
  for (float& v : a) v = normal(generator);
  for (float& v : b) v = normal(generator);
  for (auto _ : state) {
    if (dnnl_sgemm('N', 'N', n, n, n, 1.0f, a.data(), n, b.data(), n, 0.0f, c.data(), n) !=
        dnnl_success)
      return state.SkipWithError("dnnl_sgemm failed");
    benchmark::ClobberMemory();
  }
  const double d = static_cast<double>(n);
  state.counters["FLOP/s"] =
      benchmark::Counter(2 * d * d * d, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

void register_reference() {
  for (int n : {256, 512, 1024, 2048})
    benchmark::RegisterBenchmark(("onednn/sgemm/" + std::to_string(n)).c_str(),
                                 [n](benchmark::State& state) { sgemm(state, n); })
        ->UseRealTime();
}

}  // namespace pumice::bench
