// Finding devices: their properties, several logical ones, drivers that do not work.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

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

/// Exit code of this test run again in a process of its own with other variables.
int run_again(const char* filter, std::initializer_list<std::pair<const char*, std::string>> set) {
  const pid_t child = fork();
  if (child == 0) {
    for (const auto& [name, value] : set) setenv(name, value.c_str(), 1);
    setenv("PUMICE_TEST_CHILD", "1", 1);
    setenv("PUMICE_DEVICE", "cpu", 1);
    const std::string argument = std::string("--gtest_filter=") + filter;
    execl("/proc/self/exe", "test_vulkan", argument.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

TEST(BrokenDriver, MeansNoDevice) {
  if (std::getenv("PUMICE_TEST_CHILD")) {
    EXPECT_TRUE(make_vulkan_backends().empty());
    EXPECT_FALSE(is_available("vulkan:0"));
    EXPECT_EQ(best_device(), Device("cpu"));
    return;
  }
  const char* self = "BrokenDriver.MeansNoDevice";
  EXPECT_EQ(
      run_again(self, {{"VK_DRIVER_FILES", "/nonexistent"}, {"VK_ICD_FILENAMES", "/nonexistent"}}),
      0);
  // A file that names a library which is no driver.
  const std::string icd = ::testing::TempDir() + "pumice_broken_icd.json";
  std::ofstream(icd) << R"({"file_format_version": "1.0.0",
    "ICD": {"library_path": "libm.so.6", "api_version": "1.2.0"}})";
  EXPECT_EQ(run_again(self, {{"VK_DRIVER_FILES", icd}, {"VK_ICD_FILENAMES", icd}}), 0);
}

}  // namespace
}  // namespace pumice
