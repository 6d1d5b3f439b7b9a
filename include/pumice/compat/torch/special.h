// libtorch's <torch/special.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
