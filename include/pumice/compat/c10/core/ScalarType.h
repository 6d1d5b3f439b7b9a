// libtorch's <c10/core/ScalarType.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
