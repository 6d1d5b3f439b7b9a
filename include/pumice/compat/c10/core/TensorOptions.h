// libtorch's <c10/core/TensorOptions.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
