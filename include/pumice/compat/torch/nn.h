// libtorch's <torch/nn.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
