// Devices: their names, which exist, and which is the default.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "device/registry.h"
#include "pumice/device.h"
#include "pumice/error.h"
#include "pumice/factories.h"

namespace pumice {
namespace {

using ::testing::HasSubstr;

TEST(DeviceName, ReadsAndWrites) {
  EXPECT_EQ(Device("cpu"), Device(kCPU));
  EXPECT_EQ(Device("vulkan"), Device(kVulkan, 0));
  EXPECT_EQ(Device("vulkan:3"), Device(kVulkan, 3));
  EXPECT_EQ(Device("cuda:127"), Device(kCUDA, 127));
  for (const char* name : {"cpu", "vulkan:0", "vulkan:12", "cuda:1"})
    EXPECT_EQ(Device(name).str(), name);
}

TEST(DeviceName, RefusesWhatIsNone) {
  for (const char* name : {"", "gpu", "cpu:", "vulkan:x", "vulkan:-1", "vulkan:128", "cuda:1 ",
                           "vulkan:99999999999", "CPU", ":0", "vulkan:0:1"}) {
    try {
      const Device device{std::string_view(name)};
      FAIL() << "'" << name << "' became " << device.str();
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::format) << name;
      EXPECT_THAT(e.what(), HasSubstr(*name ? name : "must not be empty"));
    }
  }
}

TEST(Registry, HasTheCpuLast) {
  const auto all = devices();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back().device, Device(kCPU));
  for (const DeviceProperties& p : all) {
    EXPECT_TRUE(is_available(p.device));
    EXPECT_FALSE(p.name.empty());
  }
  EXPECT_EQ(device_properties(kCPU).kind, "cpu");
}

TEST(Registry, NamesWhatThereIsWhenOneIsMissing) {
  EXPECT_FALSE(is_available(Device("cuda:99")));
  EXPECT_EQ(find_backend(Device("cuda:99")), nullptr);
  for (const auto& use : std::vector<std::function<void()>>{
           [] { get_backend(Device("cuda:99")); }, [] { zeros({2}, Device("cuda:99")); },
           [] { set_default_device(Device("cuda:99")); }}) {
    try {
      use();
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::device);
      EXPECT_THAT(e.what(), HasSubstr("cuda:99"));
      EXPECT_THAT(e.what(), HasSubstr("cpu"));
    }
  }
}

/// Prints what the default device is, or why there is none, and ends the process.
[[noreturn]] void tell_default(const char* name) {
  setenv("PUMICE_DEVICE", name, 1);
  try {
    std::fprintf(stderr, "default %s\n", default_device().str().c_str());
  } catch (const Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
  }
  std::_Exit(0);
}

TEST(DefaultDevice, FollowsTheEnvironment) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(tell_default("cpu"), ::testing::ExitedWithCode(0), "default cpu");
  EXPECT_EXIT(tell_default(""), ::testing::ExitedWithCode(0), "default cpu");
}

TEST(DefaultDevice, SaysWhatIsWrongWithTheEnvironment) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(tell_default("cuda:77"), ::testing::ExitedWithCode(0),
              "PUMICE_DEVICE=cuda:77: this machine has no such device, it has .*cpu");
  EXPECT_EXIT(tell_default("toaster"), ::testing::ExitedWithCode(0),
              "PUMICE_DEVICE=toaster: .*Expected one of cpu, cuda, vulkan");
}

}  // namespace
}  // namespace pumice
