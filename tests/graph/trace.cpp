// PUMICE_TRACE: a process of its own writes a trace, which must be complete once it has ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

/// The work that is traced; as a test of its own it checks its result.
TEST(TracedWork, TwoThreadsComputeTheSame) {
  const auto work = [] {
    return full({100}, 0.5f, TensorOptions(default_device())).exp().mul(2).sum().item<float>();
  };
  float other = 0;
  std::thread([&] { other = work(); }).join();
  EXPECT_EQ(work(), other);
}

nlohmann::json trace_of_work() {
  const auto file = std::filesystem::temp_directory_path() /
                    ("pumice-trace-" + std::to_string(::getpid()) + ".json");
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = "PUMICE_TRACE=" + file.string() + " " + self.string() +
                              " --gtest_filter='TracedWork.*' >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(file);
  nlohmann::json trace = nlohmann::json::parse(in);
  std::filesystem::remove(file);
  return trace;
}

TEST(TraceFile, HoldsEveryDispatchOnHostAndDevice) {
  const nlohmann::json trace = trace_of_work();
  std::map<int, std::string> tracks;
  std::map<std::string, int> recorded, on_device;
  std::set<std::string> graph;
  for (const auto& event : trace.at("traceEvents")) {
    if (event.at("ph") == "M") {
      if (event.at("name") == "thread_name") tracks[event.at("tid")] = event.at("args").at("name");
      continue;
    }
    ASSERT_EQ(event.at("ph"), "X");
    EXPECT_GE(event.at("dur").get<double>(), 0);
    ASSERT_TRUE(tracks.contains(event.at("tid"))) << event;
    const std::string name = event.at("name"), category = event.at("cat");
    if (category == "record") ++recorded[name];
    if (category == "graph") graph.insert(name);
    if (category == "device") {
      ++on_device[name];
      EXPECT_EQ(tracks[event.at("tid")], default_device().str());
    }
  }
  EXPECT_EQ(recorded["fill"], 2);
  EXPECT_EQ(recorded["unary"], 4);
  EXPECT_THAT(graph, ::testing::IsSupersetOf({"plan", "submit"}));
  EXPECT_EQ(on_device["fill"], 2);
  EXPECT_EQ(on_device["unary"], 4);
}

}  // namespace
}  // namespace pumice::testing
