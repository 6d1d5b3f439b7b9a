// libtorch's <c10/util/Optional.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
