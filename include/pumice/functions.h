// Every operator of pumice as a free function.
#pragma once

#include "pumice/factories.h"
#include "pumice/ops/conv.h"
#include "pumice/ops/elementwise.h"
#include "pumice/ops/index.h"
#include "pumice/ops/linalg.h"
#include "pumice/ops/loss.h"
#include "pumice/ops/norm.h"
#include "pumice/ops/optim.h"
#include "pumice/ops/pool.h"
#include "pumice/ops/random.h"
#include "pumice/ops/rearrange.h"
#include "pumice/ops/reduce.h"
#include "pumice/ops/scan.h"
#include "pumice/ops/shape.h"
#include "pumice/ops/softmax.h"
#include "pumice/ops/sort.h"
