// libtorch's <torch/arg.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
