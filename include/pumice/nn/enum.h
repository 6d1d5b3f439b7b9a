// Words that options take, each a type of its own as in libtorch (torch::kMean).
#pragma once

#include <string>
#include <variant>

#include "pumice/ops/loss.h"

namespace pumice {

#define PUMICE_ENUM(name) \
  namespace enumtype {    \
  struct k##name {};      \
  }                       \
  inline constexpr enumtype::k##name k##name {}

PUMICE_ENUM(None);
PUMICE_ENUM(Mean);
PUMICE_ENUM(Sum);
PUMICE_ENUM(FanIn);
PUMICE_ENUM(FanOut);
PUMICE_ENUM(Linear);
PUMICE_ENUM(Conv1D);
PUMICE_ENUM(Conv2D);
PUMICE_ENUM(Conv3D);
PUMICE_ENUM(Sigmoid);
PUMICE_ENUM(Tanh);
PUMICE_ENUM(ReLU);
PUMICE_ENUM(LeakyReLU);
PUMICE_ENUM(SELU);
#undef PUMICE_ENUM

namespace enumtype {
/// None, Mean or Sum as the losses' functions take it.
using reduction_t = std::variant<kNone, kMean, kSum>;
inline Reduction::Reduction reduction_get_enum(const reduction_t& reduction) {
  constexpr Reduction::Reduction values[] = {Reduction::None, Reduction::Mean, Reduction::Sum};
  return values[reduction.index()];
}
}  // namespace enumtype
}  // namespace pumice
