// libtorch's <c10/util/Exception.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
