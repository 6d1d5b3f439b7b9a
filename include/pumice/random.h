// Seeds and generators.
#pragma once

#include <cstdint>

#include "pumice/device.h"

namespace pumice {

/// Seeds every device's generator (torch.manual_seed). Philox 4x32-10: one seed, one stream, the
/// same on every device. The position in the stream lives in device memory, so that captured
/// work advances it. Salmon et al. 2011.
void manual_seed(uint64_t seed);

}  // namespace pumice
