// libtorch's <ATen/ATen.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
