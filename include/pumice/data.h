// Data sets, images, batches.
#pragma once

#include "pumice/data/idx.h"
#include "pumice/data/image.h"
#include "pumice/data/loader.h"
#include "pumice/data/mnist.h"
