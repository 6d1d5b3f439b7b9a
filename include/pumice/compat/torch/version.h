// libtorch's <torch/version.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
