// libtorch's <ATen/TensorIndexing.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
