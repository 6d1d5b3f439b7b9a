// Finding devices: their properties, several logical ones; opening them anew.
#include <cstdlib>

#include "vulkan/support.h"

namespace pumice {
namespace {

/// Sets an environment variable for a scope.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    had_ = std::getenv(name) != nullptr;
    setenv(name, value, 1);
  }
  ~Environment() { had_ ? setenv(name_, old_.c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::string old_;
  bool had_;
};

class VulkanDevices : public VulkanTest {};

TEST_F(VulkanDevices, SayWhatTheyAre) {
  const DeviceProperties& p = backend().properties();
  EXPECT_EQ(p.device, Device("vulkan:0"));
  EXPECT_FALSE(p.name.empty());
  EXPECT_FALSE(p.driver.empty());
  EXPECT_GE(p.subgroup_size, 4u);
  EXPECT_LE(p.min_subgroup_size, p.subgroup_size);
  EXPECT_GE(p.max_subgroup_size, p.subgroup_size);
  EXPECT_GE(p.max_group_size, 128u);
  EXPECT_GE(p.max_buffer_bytes, 1u << 27);
  EXPECT_GT(p.memory_bytes, 0u);
  EXPECT_EQ(backend().alignment() & (backend().alignment() - 1), 0u);
}

TEST_F(VulkanDevices, ShareOnePhysicalDevice) {
  const Environment twice("PUMICE_VULKAN_DEVICES", "0,0");
  backends_ = make_vulkan_backends();
  ASSERT_EQ(backends_.size(), 2u);
  for (auto& backend : backends_) backend->open();
  EXPECT_EQ(backend(0).properties().device, Device("vulkan:0"));
  EXPECT_EQ(backend(1).properties().device, Device("vulkan:1"));
  const auto x = random_floats(1000, 1);
  for (size_t d : {0, 1}) {
    const float factor = 3.0f + static_cast<float>(d);
    auto a = block({factor}, d), in = block(x, d), out = backend(d).allocate(4000);
    const Command c = scaled(*a, *in, *out, 1000);
    backend(d).submit({&c, 1});
    const auto y = floats(*out, 1000, d);
    for (size_t i = 0; i < x.size(); ++i) ASSERT_EQ(y[i], factor * x[i]);
  }
  // Devices come and go in any order.
  backends_.erase(backends_.begin());
  auto a = backend().allocate(16);
}

TEST_F(VulkanDevices, IgnoreNumbersThatNameNone) {
  const Environment list("PUMICE_VULKAN_DEVICES", "77,x,,0");
  EXPECT_EQ(make_vulkan_backends().size(), 1u);
}

TEST_F(VulkanDevices, OpenAnewWhileOldThingsLive) {
  const auto x = random_floats(1000, 1);
  auto a = block({3}), in = block(x), out = backend().allocate(4000);
  const Command c = scaled(*a, *in, *out, 1000);
  auto recording = backend().record({&c, 1});
  const Ticket before = backend().submit(*recording);
  backend().reopen();
  EXPECT_TRUE(backend().reached(before));
  backend().wait(before);
  EXPECT_GT(backend().stats().allocated_bytes, 0u);
  recording.reset();
  auto a2 = block({2}), in2 = block(x), out2 = backend().allocate(4000);
  a.reset();
  const Command c2 = scaled(*a2, *in2, *out2, 1000);
  const Ticket after = backend().submit({&c2, 1});
  EXPECT_GT(after, before);
  backend().wait(after);
  EXPECT_TRUE(backend().reached(after));
  EXPECT_EQ(floats(*out2, 1000)[7], 2 * x[7]);
}

}  // namespace
}  // namespace pumice
