// The benchmark binary: every case on every device, through Google Benchmark.
#include <benchmark/benchmark.h>

#include "cases.h"
#include "reference.h"

namespace {

using namespace pumice;
using namespace pumice::bench;

void run(benchmark::State& state, const Case& which, Device device) try {
  const Work work = which.make(device);
  for (int i = 0; i < 2; ++i) {  // pipelines, plans and caches
    const std::vector<Tensor> results = work();
    synchronize(device);
  }
  for (auto _ : state) {
    const std::vector<Tensor> results = work();
    if (!which.host_only) synchronize(device);
  }
  using benchmark::Counter;
  if (which.flops > 0)
    state.counters["FLOP/s"] = Counter(which.flops, Counter::kIsIterationInvariantRate);
  if (which.bytes > 0)
    state.counters["B/s"] = Counter(which.bytes, Counter::kIsIterationInvariantRate);
} catch (const Error& error) {
  state.SkipWithError(error.what());
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const std::vector<Case> cases = all_cases();
  for (const DeviceProperties& properties : devices())
    for (const Case& which : cases)
      benchmark::RegisterBenchmark((properties.device.str() + "/" + which.name).c_str(),
                                   [&which, device = properties.device](benchmark::State& state) {
                                     run(state, which, device);
                                   })
          ->UseRealTime();
#ifdef PUMICE_BENCH_ONEDNN
  register_reference();
#endif
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
