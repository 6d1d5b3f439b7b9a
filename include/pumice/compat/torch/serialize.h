// libtorch's <torch/serialize.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
