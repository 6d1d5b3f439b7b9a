// What the tests of modules share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "pumice/pumice.h"
#include "support/host.h"

namespace pumice::testing {

inline std::vector<double> values(const Tensor& tensor) { return read_tensor(tensor).values; }

/// Empty when a tensor has these sizes and, within float32's rounding, these values.
inline std::string differs(const Tensor& got, std::vector<int64_t> sizes,
                           std::vector<double> expected, double tolerance = 1e-5) {
  return difference(read_tensor(got), {kDouble, std::move(sizes), std::move(expected)}, kFloat,
                    {tolerance, tolerance});
}

/// The message of the Error that f throws, which must be of this kind.
template <class F>
std::string message_of(ErrorKind kind, F&& f) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.what();
    return error.what();
  }
  return "no error";
}

/// A file name of this test's own; the file goes when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& suffix = ".safetensors") {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = (std::filesystem::temp_directory_path() /
             ("pumice_" + std::string(info->test_suite_name()) + "_" + info->name() + "_" +
              std::to_string(::getpid()) + suffix))
                .string();
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace pumice::testing
