// Modules: layers, containers, losses, their functions and initial values.
#pragma once

#include "pumice/nn/functional.h"
#include "pumice/nn/init.h"
#include "pumice/nn/module.h"
#include "pumice/nn/sequential.h"
