// Optimizers.
#pragma once

#include "pumice/optim/adam.h"
#include "pumice/optim/optimizer.h"
#include "pumice/optim/sgd.h"
