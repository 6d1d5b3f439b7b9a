// Machines without a Vulkan driver, with a broken one, or with one that fails when it is opened:
// the CPU takes over, and one line says so.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "child.h"
#include "pumice/pumice.h"

namespace pumice {
namespace {

using Variables = std::vector<std::pair<const char*, const char*>>;

/// In the child: a program that asks for the best device. In the parent: runs it with these
/// variables and looks at what it says.
void expect_cpu(Variables set, const std::string& piece) {
  if (in_child()) {
    const Device device = best_device();
    EXPECT_EQ(device, Device("cpu"));
    EXPECT_EQ(best_device(), device);
    EXPECT_EQ(ones({3, 4}, device).sum().item<float>(), 12);
    return;
  }
  set.push_back({"PUMICE_DEVICE", nullptr});
  const ChildResult result = run_again(set);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
  EXPECT_THAT(result.errors, ::testing::StartsWith("pumice: "));
  EXPECT_THAT(result.errors, ::testing::HasSubstr(piece));
  EXPECT_THAT(result.errors, ::testing::EndsWith("running on the CPU\n"));
}

void expect_cpu_with_manifest(const std::string& path, const std::string& piece) {
  expect_cpu({{"VK_DRIVER_FILES", path.c_str()}, {"VK_ICD_FILENAMES", path.c_str()}}, piece);
}

TEST(Startup, WithoutADriver) { expect_cpu_with_manifest("/nonexistent", "no Vulkan device"); }

TEST(Startup, WithALibraryThatIsNoDriver) {
  const std::string path = ::testing::TempDir() + "pumice_no_driver.json";
  std::ofstream(path) << R"({"file_format_version": "1.0.0",
    "ICD": {"library_path": "libm.so.6", "api_version": "1.2.0"}})";
  expect_cpu_with_manifest(path, "no Vulkan device");
}

TEST(Startup, WithALibraryThatIsMissing) {
  const std::string path = ::testing::TempDir() + "pumice_missing_driver.json";
  std::ofstream(path) << R"({"file_format_version": "1.0.0",
    "ICD": {"library_path": "/nonexistent/libdriver.so", "api_version": "1.2.0"}})";
  expect_cpu_with_manifest(path, "no Vulkan device");
}

TEST(Startup, WithAManifestThatCannotBeRead) {
  const std::string path = ::testing::TempDir() + "pumice_broken_manifest.json";
  std::ofstream(path) << "{\"ICD\": ";
  expect_cpu_with_manifest(path, "no Vulkan device");
}

TEST(Startup, WithADriverThatRefusesAnInstance) {
  expect_cpu({{"PUMICE_FAULT", "instance"}}, "no Vulkan device");
}

TEST(Startup, WithADriverWithoutDevices) {
  expect_cpu({{"PUMICE_FAULT", "no-devices"}}, "no driver of this machine offers a usable one");
}

TEST(Startup, WithADeviceThatCannotBeOpened) {
  expect_cpu({{"PUMICE_FAULT", "device"}},
             "vulkan:0 cannot be used: vulkan: vkCreateDevice failed: "
             "VK_ERROR_INITIALIZATION_FAILED");
}

TEST(Startup, WithADeviceWithoutMemory) {
  expect_cpu({{"PUMICE_FAULT", "memory:0"}}, "vulkan:0 cannot be used: vulkan: out of memory");
}

TEST(Startup, ADeviceThatWasAskedForIsAnError) {
  if (in_child()) {
    for (int i = 0; i < 2; ++i) {
      try {
        ones({3}, Device("vulkan:0"));
        ADD_FAILURE() << "no error";
      } catch (const Error& e) {
        EXPECT_THAT(e.what(), ::testing::HasSubstr("vkCreateDevice failed"));
      }
    }
    EXPECT_EQ(ones({3}, Device("cpu")).sum().item<float>(), 3);
    unsetenv("PUMICE_FAULT");  // what has failed once may work later
    EXPECT_EQ(ones({3}, Device("vulkan:0")).sum().item<float>(), 3);
    return;
  }
  const ChildResult result = run_again({{"PUMICE_DEVICE", nullptr}, {"PUMICE_FAULT", "device"}});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
}

}  // namespace
}  // namespace pumice
