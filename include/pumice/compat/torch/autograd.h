// libtorch's <torch/autograd.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
