// Arguments that libtorch takes as optional tensors.
#pragma once

#include <optional>

#include "pumice/tensor.h"

namespace pumice {

/// The tensor, or an undefined one, as operators pass it on. Of a named argument alone: nothing is
/// copied.
inline const Tensor& or_undefined(const std::optional<Tensor>& given) {
  static const Tensor none;
  return given ? *given : none;
}
const Tensor& or_undefined(std::optional<Tensor>&&) = delete;

}  // namespace pumice
