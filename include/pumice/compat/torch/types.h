// libtorch's <torch/types.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
