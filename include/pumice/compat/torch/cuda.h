// libtorch's <torch/cuda.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
