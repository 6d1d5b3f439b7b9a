// libtorch's <torch/data.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
