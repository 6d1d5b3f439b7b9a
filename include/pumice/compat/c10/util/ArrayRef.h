// libtorch's <c10/util/ArrayRef.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
