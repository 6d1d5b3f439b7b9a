// The pipeline cache on disk: written, read back, ignored when damaged.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "vulkan/cache_file.h"
#include "vulkan/support.h"

namespace pumice {
namespace {

namespace fs = std::filesystem;

/// Points the caches to an empty folder.
class VulkanCache : public VulkanTest {
 protected:
  void SetUp() override {
    if (const char* old = std::getenv("XDG_CACHE_HOME")) old_ = old;
    folder_ = ::testing::TempDir() + "pumice_cache_XXXXXX";
    ASSERT_TRUE(mkdtemp(folder_.data()));
    setenv("XDG_CACHE_HOME", folder_.c_str(), 1);
    VulkanTest::SetUp();
  }
  void TearDown() override {
    VulkanTest::TearDown();
    old_.empty() ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", old_.c_str(), 1);
    fs::remove_all(folder_);
  }
  void run() {
    const auto x = random_floats(10, 1);
    auto a = block({2}), in = block(x), out = backend().allocate(40);
    const Command c = scaled(*a, *in, *out, 10);
    backend().wait(backend().submit({&c, 1}));
    EXPECT_EQ(floats(*out, 10)[9], 2 * x[9]);
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    if (!fs::exists(fs::path(folder_) / "pumice")) return found;
    for (const auto& entry : fs::directory_iterator(fs::path(folder_) / "pumice"))
      found.push_back(entry.path());
    return found;
  }
  std::string old_, folder_;
};

TEST_F(VulkanCache, IsWrittenWhenTheDeviceIsWaitedFor) {
  EXPECT_TRUE(files().empty());
  run();
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(files()[0].filename().string().find("pipelines-"), 0u);
}

TEST_F(VulkanCache, IsIgnoredWhenDamaged) {
  run();
  backends_.clear();
  const fs::path file = files().at(0);
  const auto size = fs::file_size(file);
  for (int damage = 0; damage < 3; ++damage) {
    if (damage == 0) fs::resize_file(file, size / 2);
    if (damage == 1) std::ofstream(file, std::ios::binary) << std::string(size, 'x');
    if (damage == 2) {
      std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
      stream.seekp(static_cast<std::streamoff>(size - 1));
      stream.put('\x5a');
    }
    backends_ = make_vulkan_backends();
    backend().open();
    run();
    backends_.clear();
  }
}

TEST(CacheFile, GivesBackOnlyWhatWasWritten) {
  const std::string name = "test-" + std::to_string(getpid());
  EXPECT_TRUE(vulkan::read_cached(name).empty());
  std::vector<std::byte> data(1000);
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * 7);
  vulkan::write_cached(name, data);
  EXPECT_EQ(vulkan::read_cached(name), data);
  const fs::path file = vulkan::cache_directory() / name;
  {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(500);
    stream.put('\x01');
  }
  EXPECT_TRUE(vulkan::read_cached(name).empty());
  fs::remove(file);
}

}  // namespace
}  // namespace pumice
