// libtorch's <torch/enum.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
