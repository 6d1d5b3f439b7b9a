// libtorch's <torch/ordered_dict.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
