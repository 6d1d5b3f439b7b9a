// torch::cuda: what frontend code asks of it before it chooses a device.
#pragma once

#include "pumice/device.h"
#include "pumice/random.h"

namespace pumice::cuda {

inline size_t device_count() {
  size_t count = 0;
  for (const DeviceProperties& properties : devices()) count += properties.device.is_cuda();
  return count;
}
inline bool is_available() { return device_count() > 0; }
/// Whether cuDNN is used: pumice runs its own kernels.
inline bool cudnn_is_available() { return false; }
inline void manual_seed(uint64_t seed) { pumice::manual_seed(seed); }
inline void manual_seed_all(uint64_t seed) { pumice::manual_seed(seed); }
/// Waits for this thread's work on the device, -1 being all of them.
inline void synchronize(int64_t device_index = -1) {
  for (const DeviceProperties& properties : devices())
    if (properties.device.is_cuda() &&
        (device_index < 0 || properties.device == Device(kCUDA, static_cast<int8_t>(device_index))))
      pumice::synchronize(properties.device);
}

}  // namespace pumice::cuda

namespace pumice {
inline bool hasCUDA() { return cuda::is_available(); }
}  // namespace pumice
