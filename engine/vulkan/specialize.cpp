// Specialization constants written into a module.
#include "vulkan/specialize.h"

#include <unordered_map>

namespace pumice::vulkan {

std::vector<uint32_t> with_constants(std::span<const uint32_t> code,
                                     std::span<const std::pair<uint32_t, uint32_t>> values) {
  constexpr uint32_t kHeaderWords = 5, kOpDecorate = 71, kOpSpecConstant = 50, kSpecId = 1;
  std::vector<uint32_t> out(code.begin(), code.end());
  std::unordered_map<uint32_t, uint32_t> wanted(values.begin(), values.end());
  std::unordered_map<uint32_t, uint32_t> of_result;
  for (size_t at = kHeaderWords; at < out.size();) {
    const uint32_t op = out[at] & 0xffff, words = out[at] >> 16;
    if (words == 0 || words > out.size() - at) break;
    if (op == kOpDecorate && words == 4 && out[at + 2] == kSpecId) {
      if (const auto value = wanted.find(out[at + 3]); value != wanted.end())
        of_result[out[at + 1]] = value->second;
    } else if (op == kOpSpecConstant && words == 4) {
      if (const auto value = of_result.find(out[at + 2]); value != of_result.end())
        out[at + 3] = value->second;
    }
    at += words;
  }
  return out;
}

}  // namespace pumice::vulkan
