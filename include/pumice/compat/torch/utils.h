// libtorch's <torch/utils.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
