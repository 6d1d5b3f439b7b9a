// All of pumice.
#pragma once

#include "pumice/autograd.h"
#include "pumice/capture.h"
#include "pumice/custom_function.h"
#include "pumice/data.h"
#include "pumice/error.h"
#include "pumice/functions.h"
#include "pumice/io/archive.h"
#include "pumice/io/serialize.h"
#include "pumice/linalg.h"
#include "pumice/nn.h"
#include "pumice/optim.h"
#include "pumice/parallel.h"
#include "pumice/print.h"
#include "pumice/random.h"
#include "pumice/special.h"
#include "pumice/version.h"
