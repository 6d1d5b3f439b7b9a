// Arguments of a chosen size for every row of the operator table, for benchmarks and tests.
#pragma once

#include "ops/table.h"

namespace pumice::bench {

/// Random arguments of about n elements in all; deterministic under manual_seed().
std::vector<Arg> arguments(const Op& op, int64_t n, const TensorOptions& options);

}  // namespace pumice::bench
