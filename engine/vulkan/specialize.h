// Specialization constants written into a module.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pumice::vulkan {

/// The module with the defaults of its 32-bit specialization constants replaced: (id, value) pairs.
/// Validation layers look at cooperative matrices before they specialize.
std::vector<uint32_t> with_constants(std::span<const uint32_t> code,
                                     std::span<const std::pair<uint32_t, uint32_t>> values);

}  // namespace pumice::vulkan
