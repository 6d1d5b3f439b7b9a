// libtorch's <ATen/Dispatch.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
