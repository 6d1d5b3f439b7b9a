// libtorch's <c10/util/StringUtil.h>.
#pragma once

#include "pumice/compat/torch/torch.h"
