// libtorch's <c10/core/InferenceMode.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
