// libtorch's <torch/linalg.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
