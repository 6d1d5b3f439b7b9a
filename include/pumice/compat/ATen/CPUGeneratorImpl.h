// libtorch's <ATen/CPUGeneratorImpl.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
