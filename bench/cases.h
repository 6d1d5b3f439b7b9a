// What is measured: named cases with their floors, shared by the benchmark binary and `pumice
// bench`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pumice/pumice.h"

namespace pumice::bench {

/// One iteration: records work and returns its results, which the runner keeps until the device is
/// done (work whose results nobody holds is never run).
using Work = std::function<std::vector<Tensor>()>;

/// One measurement on one device; `make` prepares tensors.
struct Case {
  std::string name;
  double flops = 0;  ///< arithmetic operations per iteration: the first floor
  double bytes = 0;  ///< bytes that must move per iteration: the second floor
  std::function<Work(Device)> make;
  bool host_only = false;  ///< times recording alone: the device is not waited for
};

std::vector<Case> operator_cases();  ///< every row of the operator table, small and large
std::vector<Case> matmul_cases();    ///< 256 to 2048
std::vector<Case> conv_cases();      ///< ResNet-18's convolutions, N = 1
std::vector<Case> training_cases();  ///< the small CNN's step, eager and captured
std::vector<Case> overhead_cases();  ///< dispatch, capture replay, recording
std::vector<Case> all_cases();

/// Seconds per iteration: the least of several samples, each long enough to time (one sample's
/// target is `sample_seconds`).
double measure(const Case& which, Device device, double sample_seconds = 0.05, int samples = 5);

/// The device's own limits, measured by running them: multiply-adds and a large copy.
struct Peak {
  double flops_per_second = 0, bytes_per_second = 0;
};
Peak measure_peak(Device device);

}  // namespace pumice::bench
