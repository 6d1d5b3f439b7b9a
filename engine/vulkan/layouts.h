// Descriptor set and pipeline layouts: one per number of bindings, shared by all kernels.
#pragma once

#include <array>
#include <memory>

#include "device/kernel.h"
#include "vulkan/logical.h"

namespace pumice::vulkan {

/// Bytes of push constants before a kernel's params: element offsets of its bindings within their
/// aligned ranges, one byte each.
inline constexpr uint32_t kOffsetBytes = 8;
inline constexpr uint32_t kPushBytes = kOffsetBytes + kMaxParamBytes;

/// Owns the layouts of one logical device. Storage buffers 0..n-1 in set 0, 128 bytes of push
/// constants.
class Layouts {
 public:
  explicit Layouts(std::shared_ptr<LogicalDevice> device);
  ~Layouts();
  Layouts(const Layouts&) = delete;
  Layouts& operator=(const Layouts&) = delete;
  VkDescriptorSetLayout set(size_t bindings) const { return sets_[bindings]; }
  VkPipelineLayout pipeline(size_t bindings) const { return pipelines_[bindings]; }

 private:
  std::shared_ptr<LogicalDevice> device_;
  std::array<VkDescriptorSetLayout, kMaxBindings + 1> sets_{};
  std::array<VkPipelineLayout, kMaxBindings + 1> pipelines_{};
};

/// Descriptor sets that are written anew for every use, but allocated only once: allocating one
/// costs a driver far more than writing it, and some drivers allocate for each push of descriptors.
class DescriptorArena {
 public:
  DescriptorArena(std::shared_ptr<LogicalDevice> device, uint32_t sets_per_pool)
      : device_(std::move(device)), sets_per_pool_(sets_per_pool) {}
  ~DescriptorArena();
  DescriptorArena(const DescriptorArena&) = delete;
  DescriptorArena& operator=(const DescriptorArena&) = delete;
  /// A set for a number of bindings, free until the next reset().
  VkDescriptorSet take(const Layouts& layouts, size_t bindings);
  /// All sets taken become free; the device must be done with them.
  void reset() { taken_ = {}; }

 private:
  void add_pool();
  std::shared_ptr<LogicalDevice> device_;
  uint32_t sets_per_pool_, room_ = 0;
  std::vector<VkDescriptorPool> pools_;
  std::array<std::vector<VkDescriptorSet>, kMaxBindings + 1> sets_;
  std::array<size_t, kMaxBindings + 1> taken_{};
};

}  // namespace pumice::vulkan
