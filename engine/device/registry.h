// The backends of this machine: who makes them, and how a device's name finds one.
#pragma once

#include <memory>
#include <vector>

#include "device/backend.h"

namespace pumice {

using Backends = std::vector<std::unique_ptr<Backend>>;

/// One backend per device that the room finds, best first. They may throw: a family that cannot be
/// made is absent, with one warning. Opening a device may wait for Backend::open.
Backends make_cpu_backends();
Backends make_vulkan_backends();

/// Adds a backend made elsewhere (tests); device error when its device is taken.
Backend& add_backend(std::unique_ptr<Backend> backend);

}  // namespace pumice
