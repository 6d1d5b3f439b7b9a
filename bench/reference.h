// Measurements of other libraries in the same process, beside pumice's.
#pragma once

namespace pumice::bench {

/// Registers oneDNN's sgemm with Google Benchmark; defined where the build has oneDNN.
void register_reference();

}  // namespace pumice::bench
