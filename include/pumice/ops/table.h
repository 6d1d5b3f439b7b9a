// What each operator can do on a device, from the operator table.
#pragma once

#include <string>
#include <vector>

#include "pumice/device.h"
#include "pumice/dtype.h"

namespace pumice {

/// One operator on one device: the dtypes of which the device runs all kernels itself.
struct OperatorSupport {
  std::string name;
  std::string kind;  ///< "elementwise", "reduction", "structured", "dense", "view" or "random"
  bool differentiable = false;
  std::vector<ScalarType> forward, backward;
};
/// A row per operator, in the table's order. device error when the device is absent.
std::vector<OperatorSupport> operator_support(Device device);

}  // namespace pumice
