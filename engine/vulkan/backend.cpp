// Finding Vulkan devices and opening them.
#include "vulkan/backend.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "base/warnings.h"
#include "device/registry.h"

namespace pumice {
namespace vulkan {
namespace {

int rank(const Physical& p) {
  switch (p.type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return 0;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return 1;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return 2;
    default:
      return 3;
  }
}

std::vector<Physical> usable_devices(const Instance& instance) {
  std::vector<Physical> usable;
  for (VkPhysicalDevice handle : instance.physical_devices()) {
    std::string reason;
    Physical physical = inspect(handle, reason);
    if (reason.empty())
      usable.push_back(std::move(physical));
    else
      note_once(text_of("skipping {}: {}", physical.properties.name, reason));
  }
  std::stable_sort(usable.begin(), usable.end(),
                   [](const Physical& a, const Physical& b) { return rank(a) < rank(b); });
  return usable;
}

/// Positions that PUMICE_VULKAN_DEVICES lists ("0,0,1"); all of them, once, where it is not set.
std::vector<size_t> wanted(size_t present) {
  std::vector<size_t> list;
  const char* text = std::getenv("PUMICE_VULKAN_DEVICES");
  if (!text || !*text) {
    for (size_t i = 0; i < present; ++i) list.push_back(i);
    return list;
  }
  const std::string_view all(text);
  for (size_t at = 0; at <= all.size();) {
    const size_t comma = std::min(all.find(',', at), all.size());
    const std::string_view word = all.substr(at, comma - at);
    size_t position = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), position);
    if (error != std::errc() || end != word.data() + word.size() || position >= present)
      note_once(
          text_of("PUMICE_VULKAN_DEVICES={}: '{}' is no number below {}", text, word, present));
    else
      list.push_back(position);
    at = comma + 1;
  }
  return list;
}

}  // namespace

Context::Context(std::shared_ptr<Instance> instance, const Physical& physical, Ticket first)
    : first(first),
      device(std::make_shared<LogicalDevice>(std::move(instance), physical)),
      allocator(std::make_shared<Allocator>(device)),
      layouts(device),
      pipelines(device, layouts),
      modules(device->physical()),
      selector(device->physical(), modules),
      recorder(*device, layouts),
      fused(device->physical()) {}

VulkanBackend::VulkanBackend(std::shared_ptr<Instance> instance, Physical physical, int index)
    : instance_(std::move(instance)), physical_(std::move(physical)) {
  physical_.properties.device = Device(kVulkan, static_cast<int8_t>(index));
}

VulkanBackend::~VulkanBackend() { close(); }

void VulkanBackend::close() {
  if (!context_) return;
  uploads_.reset();
  frames_.reset();
  if (readback_.handle) context_->allocator->destroy(std::exchange(readback_, {}));
  context_->allocator->count_into(nullptr);
  context_.reset();
}

void VulkanBackend::open() {
  std::lock_guard lock(mutex_);
  if (context_) return;
  auto context = std::make_shared<Context>(instance_, physical_, last_ticket_);
  context->allocator->count_into(&stats_);
  frames_ = std::make_unique<Frames>(context->device);
  uploads_ = std::make_unique<Uploads>(context->allocator);
  context_ = std::move(context);
}

void VulkanBackend::reopen() {
  TimeSink sink;
  {
    std::lock_guard lock(mutex_);
    if (frames_) sink = frames_->sink();
    close();
    stats_.allocated_bytes = 0;
  }
  open();
  if (sink) report_times(sink);
}

Context& VulkanBackend::context() const {
  check(context_ != nullptr, ErrorKind::device, "vulkan: {} is closed; reset_device opens it",
        physical_.properties.device.str());
  return *context_;
}

std::shared_ptr<Context> VulkanBackend::shared_context() const {
  std::lock_guard lock(mutex_);
  context();
  return context_;
}

bool VulkanBackend::supports(const KernelInfo& kernel, const Variant& variant) const {
  return shared_context()->modules.find(kernel, variant.t, variant.u) != nullptr;
}

bool VulkanBackend::can_fuse() const { return shared_context()->fused.available(); }

size_t VulkanBackend::alignment() const {
  return std::max<size_t>(physical_.limits.minStorageBufferOffsetAlignment, 64);
}

std::unique_ptr<Memory> VulkanBackend::allocate(size_t bytes) {
  return std::make_unique<VulkanMemory>(shared_context()->allocator, bytes);
}

std::unique_ptr<Memory> VulkanBackend::allocate_shared(size_t bytes) {
  return std::make_unique<VulkanMemory>(shared_context()->allocator, bytes, Use::shared);
}

void VulkanBackend::count(uint64_t& counter, uint64_t n) { std::atomic_ref(counter).fetch_add(n); }

}  // namespace vulkan

Backends make_vulkan_backends() {
  std::string reason;
  const std::shared_ptr<vulkan::Instance> instance = vulkan::Instance::open(reason);
  if (!instance) {
    note_once(text_of("no Vulkan device: {}; running on the CPU", reason));
    return {};
  }
  const std::vector<vulkan::Physical> present = vulkan::usable_devices(*instance);
  if (present.empty())
    note_once(
        "no Vulkan device: no driver of this machine offers a usable one; running on the CPU");
  Backends backends;
  for (size_t position : vulkan::wanted(present.size()))
    backends.push_back(std::make_unique<vulkan::VulkanBackend>(instance, present[position],
                                                               static_cast<int>(backends.size())));
  return backends;
}

}  // namespace pumice
