// libtorch's <c10/core/Device.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
