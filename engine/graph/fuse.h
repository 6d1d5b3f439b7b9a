// Merging of dispatches into fewer kernels.
#pragma once

#include "graph/plan.h"

namespace pumice {

/// Whether PUMICE_FUSION leaves fusion on.
bool fusion_enabled();

/// Replaces chains of elementwise nodes by kernels generated for them.
void fuse_elementwise(Plan& plan, std::span<const SlotFate> fates);

/// Folds additions of a bias or a residual, and an activation, into the dense node before them,
/// where the kernel has those forms (specialization constants BIAS, RESIDUAL, and EPILOGUE with the
/// activation's name) and nothing else reads what lies between.
void merge_epilogues(Plan& plan, std::span<const SlotFate> fates, const Backend& backend);

}  // namespace pumice
