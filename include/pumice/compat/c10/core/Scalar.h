// libtorch's <c10/core/Scalar.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
