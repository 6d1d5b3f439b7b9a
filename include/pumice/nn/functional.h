// The modules' functions without their state (torch::nn::functional); each is declared beside its
// module.
#pragma once

#include "pumice/nn/activation.h"
#include "pumice/nn/batchnorm.h"
#include "pumice/nn/conv.h"
#include "pumice/nn/dropout.h"
#include "pumice/nn/embedding.h"
#include "pumice/nn/linear.h"
#include "pumice/nn/loss.h"
#include "pumice/nn/normalization.h"
#include "pumice/nn/pooling.h"
