// libtorch's <c10/macros/Macros.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
