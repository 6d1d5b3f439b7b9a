// The door for libtorch code: with this folder's parent in the include path (CMake target
// pumice::torch_compat), sources written against libtorch's C++ frontend compile with pumice.
//
// `torch` becomes a macro for `pumice`, defined last. A namespace alias would not do, since code
// that reopens `namespace torch` could not compile; a namespace torch with using-directives would
// let it, but `using namespace torch` would then find two namespaces nn, and specialisations of
// templates would stand in the wrong namespace. `at` and `c10` cannot be macros (`v.at(0)`): they
// are namespaces that use pumice, so code may reopen them, but not declare `class at::Tensor;`.
#pragma once

#include "pumice/compat/detail/cuda.h"
#include "pumice/compat/detail/factories.h"
#include "pumice/compat/detail/macros.h"
#include "pumice/compat/detail/names.h"
#include "pumice/pumice.h"

#define TORCH_VERSION_MAJOR 2
#define TORCH_VERSION_MINOR 6
#define TORCH_VERSION_PATCH 0
#define TORCH_VERSION "2.6.0"

#ifndef torch
#define torch pumice
#endif
