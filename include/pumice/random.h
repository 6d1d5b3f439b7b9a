// Seeds.
#pragma once

#include <cstdint>

#include "pumice/generator.h"

namespace pumice {

/// Seeds every device's generator (torch.manual_seed). The CPU then draws PyTorch's own values;
/// devices draw from Philox 4x32-10 (Salmon et al. 2011), the same stream on each. Positions live
/// in device memory, so that captured work advances them.
void manual_seed(uint64_t seed);

}  // namespace pumice
