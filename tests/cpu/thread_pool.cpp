// parallel_for: every index once, nesting, exceptions, several callers at once.
#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "pumice/error.h"
#include "pumice/parallel.h"

namespace pumice {
namespace {

void expect_each_once(size_t begin, size_t end, size_t grain) {
  std::vector<std::atomic<int>> seen(end + 1);
  parallel_for(begin, end, grain, [&](size_t from, size_t to) {
    EXPECT_LT(from, to);
    for (size_t i = from; i < to; ++i) ++seen[i];
  });
  for (size_t i = 0; i <= end; ++i)
    ASSERT_EQ(seen[i], i >= begin && i < end ? 1 : 0) << i << " of " << begin << ".." << end;
}

TEST(ThreadPool, CoversEveryIndexOnce) {
  for (size_t grain : {0, 1, 3, 64, 1000000})
    for (size_t end : {0, 1, 2, 63, 1000, 99999}) expect_each_once(0, end, grain);
  expect_each_once(17, 40, 2);
  expect_each_once(5, 5, 1);
}

TEST(ThreadPool, NestedCallsRunToo) {
  std::atomic<size_t> sum{0};
  parallel_for(0, 50, 1, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i)
      parallel_for(0, 100, 1, [&](size_t a, size_t b) { sum += b - a; });
  });
  EXPECT_EQ(sum, 5000u);
}

TEST(ThreadPool, RethrowsAndWorksAfterwards) {
  const auto run = [] {
    parallel_for(0, 1000, 1, [](size_t from, size_t to) {
      if (from <= 500 && 500 < to) throw std::runtime_error("five hundred");
    });
  };
  EXPECT_THROW(run(), std::runtime_error);
  expect_each_once(0, 1000, 1);
}

TEST(ThreadPool, CallersAtOnceAllFinish) {
  std::atomic<size_t> sum{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round)
        parallel_for(0, 100, 1, [&](size_t from, size_t to) { sum += to - from; });
    });
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(sum, 4u * 20 * 100);
}

/// Rounds so short that threads wake up between, during and after them.
TEST(ThreadPool, ShortRoundsLoseNothing) {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 3; ++t)
    callers.emplace_back([&] {
      std::vector<int> seen(64);
      for (int round = 1; round <= 3000; ++round) {
        parallel_for(0, seen.size(), 8, [&](size_t from, size_t to) {
          for (size_t i = from; i < to; ++i) ++seen[i];
        });
        for (int n : seen) wrong += n != round;
      }
    });
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ThreadPool, KnowsItsParts) {
  std::atomic<int> outside{0};
  EXPECT_FALSE(in_parallel());
  parallel_for(0, 100, 1, [&](size_t, size_t) { outside += !in_parallel(); });
  EXPECT_FALSE(in_parallel());
  EXPECT_EQ(outside, num_threads() > 1 ? 0 : 1);
}

TEST(ThreadPool, CountIsPositive) { EXPECT_GE(num_threads(), 1); }

TEST(ThreadPool, UsesNoMoreThreadsThanAreSet) {
  const int most = get_num_threads();
  EXPECT_EQ(most, num_threads());
  set_num_threads(1);
  EXPECT_EQ(get_num_threads(), 1);
  int parts = 0;  // no race: all on this thread
  parallel_for(0, 1000, 1, [&](size_t from, size_t to) { parts += static_cast<int>(to - from); });
  EXPECT_EQ(parts, 1000);
  set_num_threads(1 << 20);
  EXPECT_EQ(get_num_threads(), most);
  EXPECT_THROW(set_num_threads(0), Error);
}

}  // namespace
}  // namespace pumice
