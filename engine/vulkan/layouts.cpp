// Descriptor set and pipeline layouts: one per number of bindings, shared by all kernels.
#include "vulkan/layouts.h"

#include "vulkan/check.h"

namespace pumice::vulkan {

Layouts::Layouts(std::shared_ptr<LogicalDevice> device) : device_(std::move(device)) {
  const auto& fn = device_->fn();
  std::array<VkDescriptorSetLayoutBinding, kMaxBindings> bindings;
  for (uint32_t i = 0; i < kMaxBindings; ++i)
    bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, kPushBytes};
  for (uint32_t n = 0; n <= kMaxBindings; ++n) {
    const VkDescriptorSetLayoutCreateInfo set{
        .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
        .bindingCount = n,
        .pBindings = bindings.data()};
    require(fn.vkCreateDescriptorSetLayout(device_->handle(), &set, nullptr, &sets_[n]),
            "vkCreateDescriptorSetLayout");
    const VkPipelineLayoutCreateInfo layout{.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
                                            .setLayoutCount = 1,
                                            .pSetLayouts = &sets_[n],
                                            .pushConstantRangeCount = 1,
                                            .pPushConstantRanges = &range};
    require(fn.vkCreatePipelineLayout(device_->handle(), &layout, nullptr, &pipelines_[n]),
            "vkCreatePipelineLayout");
  }
}

Layouts::~Layouts() {
  const auto& fn = device_->fn();
  for (VkPipelineLayout layout : pipelines_)
    fn.vkDestroyPipelineLayout(device_->handle(), layout, nullptr);
  for (VkDescriptorSetLayout layout : sets_)
    fn.vkDestroyDescriptorSetLayout(device_->handle(), layout, nullptr);
}

DescriptorArena::~DescriptorArena() {
  for (VkDescriptorPool pool : pools_)
    device_->fn().vkDestroyDescriptorPool(device_->handle(), pool, nullptr);
}

VkDescriptorSet DescriptorArena::take(const Layouts& layouts, size_t bindings) {
  std::vector<VkDescriptorSet>& sets = sets_[bindings];
  const size_t next = taken_[bindings]++;
  if (next < sets.size()) return sets[next];
  if (room_ == 0) add_pool();
  const VkDescriptorSetLayout layout = layouts.set(bindings);
  const VkDescriptorSetAllocateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
                                         .descriptorPool = pools_.back(),
                                         .descriptorSetCount = 1,
                                         .pSetLayouts = &layout};
  VkDescriptorSet set = VK_NULL_HANDLE;
  require(device_->fn().vkAllocateDescriptorSets(device_->handle(), &info, &set),
          "vkAllocateDescriptorSets");
  --room_;
  return sets.emplace_back(set);
}

void DescriptorArena::add_pool() {
  const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                                  sets_per_pool_ * static_cast<uint32_t>(kMaxBindings)};
  const VkDescriptorPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
                                        .maxSets = sets_per_pool_,
                                        .poolSizeCount = 1,
                                        .pPoolSizes = &size};
  VkDescriptorPool pool = VK_NULL_HANDLE;
  require(device_->fn().vkCreateDescriptorPool(device_->handle(), &info, nullptr, &pool),
          "vkCreateDescriptorPool");
  pools_.push_back(pool);
  room_ = sets_per_pool_;
}

}  // namespace pumice::vulkan
