// libtorch's <torch/optim.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
