// Kernels compiled from a folder of shaders.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/paths.h"
#include "vulkan/glsl.h"
#include "vulkan/support.h"

namespace pumice {
namespace {

namespace fs = std::filesystem;

class VulkanReload : public VulkanTest {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("pumice_shaders_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::copy(fs::path(testing::source_dir()) / "shaders", folder_, fs::copy_options::recursive);
    setenv("PUMICE_SHADERS", folder_.c_str(), 1);
    setenv("PUMICE_DENSE", "portable", 1);
    if (vulkan::can_compile()) VulkanTest::SetUp();
  }
  void TearDown() override {
    VulkanTest::TearDown();
    unsetenv("PUMICE_SHADERS");
    unsetenv("PUMICE_DENSE");
    fs::remove_all(folder_);
  }
  /// 3 x by the matmul kernel as it stands in the folder.
  float tripled(float value) {
    auto a = block({3}), in = block({value}), out = backend().allocate(4);
    const Command c = scaled(*a, *in, *out, 1);
    backend().submit({&c, 1});
    return floats(*out, 1)[0];
  }
  void replace(const char* file, const std::string& from, const std::string& to) {
    std::stringstream text;
    text << std::ifstream(folder_ / file).rdbuf();
    std::string whole = text.str();
    const size_t at = whole.find(from);
    ASSERT_NE(at, std::string::npos) << file;
    const auto before = fs::last_write_time(folder_ / file);
    std::ofstream(folder_ / file) << whole.replace(at, from.size(), to);
    // The clock of the file system may be coarse.
    fs::last_write_time(folder_ / file, before + std::chrono::seconds(++edits_));
  }
  void expect_error(const std::string& piece) {
    try {
      tripled(1);
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::format);
      EXPECT_THAT(e.what(), ::testing::StartsWith("PUMICE_SHADERS: "));
      EXPECT_THAT(e.what(), ::testing::HasSubstr(piece));
    }
  }

  fs::path folder_;
  int edits_ = 0;
};

TEST_F(VulkanReload, ChangesShowAtTheNextRun) {
  if (!vulkan::can_compile()) return;
  EXPECT_EQ(tripled(2), 6);
  replace("matmul.comp", "C sum = K(0.0);", "C sum = K(100.0);");
  EXPECT_EQ(tripled(2), 106);
  EXPECT_EQ(tripled(4), 112);
  replace("lib/epilogue.glsl", "  return x;\n}", "  return x + K(1000.0);\n}");
  EXPECT_EQ(tripled(2), 1106);
  // Without the file it is the kernel that is built in.
  fs::remove(folder_ / "matmul.comp");
  EXPECT_EQ(tripled(2), 6);
}

TEST_F(VulkanReload, MistakesAreNamed) {
  if (!vulkan::can_compile()) return;
  replace("matmul.comp", "C sum = K(0.0);", "C sum = nothing;");
  expect_error("matmul.comp:");
  expect_error("'nothing'");
  replace("matmul.comp", "C sum = nothing;", "C sum = K(0.0);");
  EXPECT_EQ(tripled(2), 6);
  replace("matmul.comp", "lib/epilogue.glsl", "lib/nowhere.glsl");
  expect_error("there is no file lib/nowhere.glsl");
  replace("matmul.comp", "lib/nowhere.glsl", "lib/epilogue.glsl");
  replace("matmul.comp", "READS(2, T, bias)", "READS(2, T, shift)");
  expect_error("matmul.comp declares PARAMS(batch m n");
}

TEST_F(VulkanReload, NeedsAFolderAndACompiler) {
  if (!vulkan::can_compile()) {
    auto backends = make_vulkan_backends();
    EXPECT_THROW(backends.at(0)->open(), Error);
  }
  setenv("PUMICE_SHADERS", "/nonexistent", 1);
  auto backends = make_vulkan_backends();
  try {
    backends.at(0)->open();
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(),
                ::testing::HasSubstr("PUMICE_SHADERS=/nonexistent: there is no such folder"));
  }
}

TEST_F(VulkanReload, EveryType) {
  if (!vulkan::can_compile()) return;
  replace("fill.comp", "p.s0", "(p.s0 + K(1))");
  for (const auto& [type, unused] : kernel::fill::info.types) {
    const Variant variant{.t = type};
    if (!backend().supports(kernel::fill::info, variant)) continue;
    SCOPED_TRACE(dtype_name(type));
    const auto filled = [&](const kernel::fill& fill) {
      auto out = backend().allocate(256);
      Command c;
      c.kernel = &kernel::fill::info;
      c.variant = variant;
      pack_params(kernel::fill::info, variant, &fill, c.params.data());
      c.bindings[c.binding_count++] = {out.get(), 0, 5 * element_size(type)};
      c.groups = 1;
      backend().submit({&c, 1});
      std::vector<std::byte> bytes(5 * element_size(type));
      backend().read(*out, 0, bytes.data(), bytes.size());
      return bytes;
    };
    const auto four = filled({.n = 5, .rank = 1, .s0 = 3});
    fs::rename(folder_ / "fill.comp", folder_ / "aside");
    EXPECT_EQ(four, filled({.n = 5, .rank = 1, .s0 = type == kBool ? 1 : 4}));
    fs::rename(folder_ / "aside", folder_ / "fill.comp");
  }
}

}  // namespace
}  // namespace pumice
