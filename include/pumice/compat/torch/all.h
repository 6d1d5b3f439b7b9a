// libtorch's <torch/all.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
