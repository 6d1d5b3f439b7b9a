// The list of backends, made family by family at first use and kept until the process ends.
#include "device/registry.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <optional>

#include "base/error.h"
#include "base/warnings.h"
#include "device/plugin.h"

namespace pumice {
namespace {

struct Entry {
  std::unique_ptr<Backend> backend;
  bool opened = false;
  std::mutex opening;
};

PluginStatus plugin_status;

Backends make_family(DeviceType type) {
  switch (type) {
    case DeviceType::CPU:
      return make_cpu_backends();
#if PUMICE_HAS_VULKAN
    case DeviceType::Vulkan:
      return make_vulkan_backends();
#endif
    case DeviceType::CUDA:
      return load_cuda_plugin(plugin_status);
    default:
      return {};
  }
}

class Registry {
 public:
  /// Never destroyed: tensors in static variables may outlive every other object.
  static Registry& get() {
    static Registry* const registry = new Registry;
    return *registry;
  }

  std::vector<Entry*> family(DeviceType type) {
    std::lock_guard lock(mutex_);
    return load(type);
  }

  Entry* find(Device device) {
    for (Entry* entry : family(device.type()))
      if (entry->backend->properties().device == device) return entry;
    return nullptr;
  }

  Backend& add(std::unique_ptr<Backend> backend) {
    const Device device = backend->properties().device;
    check(!find(device), ErrorKind::device, "add_backend: {} exists already", device.str());
    std::lock_guard lock(mutex_);
    return *append(device.type(), std::move(backend))->backend;
  }

 private:
  struct Family {
    bool loaded = false;
    std::vector<std::unique_ptr<Entry>> entries;
  };

  std::vector<Entry*> load(DeviceType type) {
    Family& family = families_[static_cast<size_t>(type)];
    if (!family.loaded) {
      family.loaded = true;
      try {
        for (auto& backend : make_family(type)) append(type, std::move(backend));
      } catch (const std::exception& e) {
        note_once(text_of("no {} devices: {}", Device(type).str(), e.what()));
      }
    }
    std::vector<Entry*> list;
    for (auto& entry : family.entries) list.push_back(entry.get());
    return list;
  }

  Entry* append(DeviceType type, std::unique_ptr<Backend> backend) {
    auto entry = std::make_unique<Entry>();
    entry->backend = std::move(backend);
    auto& entries = families_[static_cast<size_t>(type)].entries;
    entries.push_back(std::move(entry));
    return entries.back().get();
  }

  std::mutex mutex_;
  std::array<Family, 3> families_;
};

/// A real GPU of any backend stands before a software driver, and that before the CPU.
std::vector<Entry*> all_entries() {
  std::vector<Entry*> all;
  for (DeviceType type : {DeviceType::Vulkan, DeviceType::CUDA, DeviceType::CPU})
    for (Entry* entry : Registry::get().family(type)) all.push_back(entry);
  std::ranges::stable_sort(all, {}, [](const Entry* entry) {
    const std::string& kind = entry->backend->properties().kind;
    return kind == "cpu" ? 2 : kind == "software" ? 1 : 0;
  });
  return all;
}

Backend& open(Entry& entry) {
  std::lock_guard lock(entry.opening);
  if (!entry.opened) {
    entry.backend->open();
    entry.opened = true;
  }
  return *entry.backend;
}

std::string names_of_all() {
  std::string names;
  for (Entry* entry : all_entries())
    names += (names.empty() ? "" : ", ") + entry->backend->properties().device.str();
  return names;
}

std::mutex default_mutex;
std::optional<Device> chosen_default;

/// What PUMICE_DEVICE names, checked once.
Device device_of_environment() {
  const char* name = std::getenv("PUMICE_DEVICE");
  if (!name || !*name) return Device(kCPU);
  const Device device = [&] {
    try {
      return Device(std::string_view(name));
    } catch (const Error& e) {
      fail(ErrorKind::device, "PUMICE_DEVICE={}: {}", name, e.what());
    }
  }();
  check(is_available(device), ErrorKind::device,
        "PUMICE_DEVICE={}: this machine has no such device, it has {}", name, names_of_all());
  return device;
}

}  // namespace

Backend& add_backend(std::unique_ptr<Backend> backend) {
  return Registry::get().add(std::move(backend));
}

const PluginStatus& cuda_plugin_status() {
  Registry::get().family(DeviceType::CUDA);
  return plugin_status;
}

Backend* find_backend(Device device) {
  Entry* entry = Registry::get().find(device);
  return entry ? &open(*entry) : nullptr;
}

Backend& get_backend(Device device) {
  Backend* backend = find_backend(device);
  if (!backend)
    fail(ErrorKind::device, "device {}: this machine has no such device, it has {}", device.str(),
         names_of_all());
  return *backend;
}

std::vector<PluginState> plugins() {
  const PluginStatus& cuda = cuda_plugin_status();
  return {{"cuda", cuda.found ? cuda.path : "", cuda.reason}};
}

std::vector<DeviceProperties> devices() {
  std::vector<DeviceProperties> list;
  for (Entry* entry : all_entries()) list.push_back(entry->backend->properties());
  return list;
}

bool is_available(Device device) { return Registry::get().find(device) != nullptr; }

const DeviceProperties& device_properties(Device device) {
  return get_backend(device).properties();
}

Device default_device() {
  std::lock_guard lock(default_mutex);
  if (!chosen_default) chosen_default = device_of_environment().indexed();
  return *chosen_default;
}

void set_default_device(Device device) {
  get_backend(device);
  std::lock_guard lock(default_mutex);
  chosen_default = device.indexed();
}

Device best_device() {
  std::string problems;
  for (Entry* entry : all_entries()) {
    try {
      const Device device = open(*entry).properties().device;
      if (!problems.empty())
        note_once(problems + "running on " + (device.is_cpu() ? "the CPU" : device.str()));
      return device;
    } catch (const std::exception& e) {
      problems +=
          text_of("{} cannot be used: {}; ", entry->backend->properties().device.str(), e.what());
    }
  }
  fail(ErrorKind::device, "best_device: {}no device is left", problems);
}

}  // namespace pumice
