// Compute pipelines: made when first needed, shared by all streams, remembered on disk.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "vulkan/layouts.h"
#include "vulkan/select.h"

namespace pumice::vulkan {

/// Owns the pipelines of one logical device. Thread-safe.
class Pipelines {
 public:
  Pipelines(std::shared_ptr<LogicalDevice> device, const Layouts& layouts);
  ~Pipelines();
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;

  /// What identifies a pipeline.
  struct Key {
    const void* code;  ///< where it lies, packed or compiled at run time
    uint32_t bindings, local_size;
    std::array<uint16_t, kMaxSpec> spec;
    std::array<uint32_t, kMaxTunes> tunes;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Request {
    Choice choice;
    uint32_t bindings;
  };
  /// The pipelines of a batch in its order; those missing are made in parallel. Adds their number
  /// to `created`.
  std::vector<VkPipeline> get(std::span<const Request> requests, uint64_t& created);
  /// Writes the driver's cache to disk if pipelines were made since the last time.
  void save();

 private:
  struct Hash {
    size_t operator()(const Key& key) const;
  };
  VkPipeline create(const Request& request) const;
  std::string file_name() const;

  std::shared_ptr<LogicalDevice> device_;
  const Layouts& layouts_;
  VkPipelineCache cache_ = VK_NULL_HANDLE;
  std::mutex mutex_;
  std::unordered_map<Key, VkPipeline, Hash> made_;
  bool unsaved_ = false;
};

}  // namespace pumice::vulkan
