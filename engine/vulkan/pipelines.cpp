// Compute pipelines: made when first needed, shared by all streams, remembered on disk.
#include "vulkan/pipelines.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "base/error.h"
#include "vulkan/cache_file.h"
#include "vulkan/check.h"
#include "vulkan/specialize.h"

namespace pumice::vulkan {
namespace {

Pipelines::Key key_of(const Pipelines::Request& r) {
  const Choice& c = r.choice;
  const void* code = c.code.data();
  if (c.code.empty()) code = c.module->packed.data();
  return {code, r.bindings, c.local_size, c.spec, c.tunes};
}

/// Runs job(0..n-1) on a few threads; rethrows the first exception.
template <class Job>
void in_parallel(size_t n, const Job& job) {
  const size_t threads = std::min<size_t>(n, std::max(1u, std::thread::hardware_concurrency()));
  if (threads <= 1) {
    for (size_t i = 0; i < n; ++i) job(i);
    return;
  }
  std::atomic<size_t> next{0};
  std::exception_ptr error;
  std::mutex mutex;
  const auto work = [&] {
    try {
      for (size_t i; (i = next.fetch_add(1)) < n;) job(i);
    } catch (...) {
      std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
    }
  };
  std::vector<std::thread> pool;
  for (size_t t = 1; t < threads; ++t) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace

size_t Pipelines::Hash::operator()(const Key& key) const {
  static_assert(std::has_unique_object_representations_v<Key>);
  return hash_bytes(std::as_bytes(std::span(&key, 1)));
}

Pipelines::Pipelines(std::shared_ptr<LogicalDevice> device, const Layouts& layouts)
    : device_(std::move(device)), layouts_(layouts) {
  const std::vector<std::byte> saved = read_cached(file_name());
  VkPipelineCacheCreateInfo info{.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO,
                                 .initialDataSize = saved.size(),
                                 .pInitialData = saved.data()};
  const auto& fn = device_->fn();
  VkResult result = fn.vkCreatePipelineCache(device_->handle(), &info, nullptr, &cache_);
  if (result != VK_SUCCESS) {
    info.initialDataSize = 0;
    result = fn.vkCreatePipelineCache(device_->handle(), &info, nullptr, &cache_);
  }
  require(result, "vkCreatePipelineCache");
}

Pipelines::~Pipelines() {
  save();
  const auto& fn = device_->fn();
  for (auto& [key, pipeline] : made_) fn.vkDestroyPipeline(device_->handle(), pipeline, nullptr);
  fn.vkDestroyPipelineCache(device_->handle(), cache_, nullptr);
}

std::string Pipelines::file_name() const {
  const Physical& p = device_->physical();
  std::string uuid;
  for (uint8_t byte : p.uuid) uuid += text_of("{:02x}", byte);
  return text_of("pipelines-{}-{:x}-{}.bin", uuid, p.driver_version, PUMICE_VERSION);
}

std::vector<VkPipeline> Pipelines::get(std::span<const Request> requests, uint64_t& created) {
  std::vector<VkPipeline> pipelines(requests.size());
  std::lock_guard lock(mutex_);
  std::unordered_map<Key, size_t, Hash> missing;
  std::vector<const Request*> to_make;
  for (size_t i = 0; i < requests.size(); ++i) {
    const Key key = key_of(requests[i]);
    if (auto found = made_.find(key); found != made_.end()) {
      pipelines[i] = found->second;
    } else if (missing.emplace(key, to_make.size()).second) {
      to_make.push_back(&requests[i]);
    }
  }
  if (to_make.empty()) return pipelines;
  std::vector<VkPipeline> fresh(to_make.size());
  const auto keep = [&] {
    for (size_t i = 0; i < fresh.size(); ++i)
      if (fresh[i]) made_.emplace(key_of(*to_make[i]), fresh[i]);
  };
  try {
    in_parallel(to_make.size(), [&](size_t i) { fresh[i] = create(*to_make[i]); });
  } catch (...) {
    keep();
    throw;
  }
  keep();
  created += fresh.size();
  unsaved_ = true;
  for (size_t i = 0; i < requests.size(); ++i)
    if (!pipelines[i]) pipelines[i] = made_.at(key_of(requests[i]));
  return pipelines;
}

VkPipeline Pipelines::create(const Request& r) const {
  const auto& fn = device_->fn();
  const Choice& c = r.choice;
  std::vector<std::pair<uint32_t, uint32_t>> constants;
  for (uint32_t i = 0; i < c.spec_count; ++i) constants.emplace_back(i, c.spec[i]);
  constants.emplace_back(kLocalSizeId, c.local_size);
  for (uint32_t i = 0; i < c.tune_count; ++i) constants.emplace_back(kFirstTuneId + i, c.tunes[i]);
  std::vector<VkSpecializationMapEntry> entries;
  for (uint32_t i = 0; i < constants.size(); ++i)
    entries.push_back({constants[i].first, i * 8 + 4, 4});  // the pair's second word
  static_assert(sizeof(constants[0]) == 8);
  const VkSpecializationInfo special{static_cast<uint32_t>(entries.size()), entries.data(),
                                     constants.size() * 8, constants.data()};

  std::vector<uint32_t> own;
  std::span<const uint32_t> words = c.code;
  if (words.empty()) words = own = c.module->code();
  if (c.whole_subgroups) words = own = with_constants(words, constants);
  const VkShaderModuleCreateInfo code{.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
                                      .codeSize = words.size_bytes(),
                                      .pCode = words.data()};
  VkShaderModule module = VK_NULL_HANDLE;
  require(fn.vkCreateShaderModule(device_->handle(), &code, nullptr, &module),
          "vkCreateShaderModule");

  const bool fixed = c.whole_subgroups && device_->physical().features.subgroup_size_control;
  const VkPipelineShaderStageRequiredSubgroupSizeCreateInfo subgroup{
      .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO,
      .requiredSubgroupSize = device_->physical().properties.subgroup_size};
  const VkComputePipelineCreateInfo info{
      .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .stage =
          {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
           .pNext = fixed ? &subgroup : nullptr,
           .flags =
               fixed
                   ? VkPipelineShaderStageCreateFlags{VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT}
                   : 0u,
           .stage = VK_SHADER_STAGE_COMPUTE_BIT,
           .module = module,
           .pName = "main",
           .pSpecializationInfo = &special},
      .layout = layouts_.pipeline(r.bindings)};
  VkPipeline pipeline = VK_NULL_HANDLE;
  const VkResult result =
      fn.vkCreateComputePipelines(device_->handle(), cache_, 1, &info, nullptr, &pipeline);
  fn.vkDestroyShaderModule(device_->handle(), module, nullptr);
  require(result, c.name);
  return pipeline;
}

void Pipelines::save() {
  std::lock_guard lock(mutex_);
  if (!unsaved_) return;
  unsaved_ = false;
  const auto& fn = device_->fn();
  size_t size = 0;
  if (fn.vkGetPipelineCacheData(device_->handle(), cache_, &size, nullptr) != VK_SUCCESS) return;
  std::vector<std::byte> data(size);
  if (fn.vkGetPipelineCacheData(device_->handle(), cache_, &size, data.data()) != VK_SUCCESS)
    return;
  data.resize(size);
  write_cached(file_name(), data);
}

}  // namespace pumice::vulkan
