// libtorch's <c10/core/DeviceType.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
