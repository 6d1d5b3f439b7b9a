// Running a test again in a process of its own, with other variables in its environment.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace pumice {

/// Whether this process is such a one.
inline bool in_child() { return std::getenv("PUMICE_TEST_CHILD") != nullptr; }

struct ChildResult {
  int exit_code = 0;
  std::string errors;  ///< what it wrote to stderr
};

/// Runs the current test again. A null value takes the variable out.
inline ChildResult run_again(const std::vector<std::pair<const char*, const char*>>& set) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string filter =
      std::string("--gtest_filter=") + test->test_suite_name() + "." + test->name();
  int ends[2];
  if (pipe(ends) != 0) return {-1, "no pipe"};
  const pid_t child = fork();
  if (child == 0) {
    for (const auto& [name, value] : set) value ? setenv(name, value, 1) : unsetenv(name);
    setenv("PUMICE_TEST_CHILD", "1", 1);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/proc/self/exe", "test_faults", filter.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  ChildResult result;
  char buffer[4096];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    result.errors.append(buffer, static_cast<size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return result;
}

}  // namespace pumice
