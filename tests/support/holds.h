// Which dtypes a device can hold.
#pragma once

#include "pumice/device.h"
#include "pumice/dtype.h"

namespace pumice::testing {

inline bool holds(Device device, ScalarType dtype) {
  const DeviceProperties& p = device_properties(device);
  switch (dtype) {
    case kDouble:
      return p.float64;
    case kHalf:
    case kBFloat16:
    case kShort:
      return p.storage16;
    case kChar:
    case kByte:
      return p.storage8;
    default:
      return true;
  }
}

}  // namespace pumice::testing
