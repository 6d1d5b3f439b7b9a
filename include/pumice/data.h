// Data sets, images, batches.
#pragma once

#include "pumice/data/data_loader.h"
#include "pumice/data/dataset.h"
#include "pumice/data/idx.h"
#include "pumice/data/image.h"
#include "pumice/data/loader.h"
#include "pumice/data/mnist.h"
#include "pumice/data/sampler.h"
