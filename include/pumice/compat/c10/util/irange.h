// libtorch's <c10/util/irange.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
