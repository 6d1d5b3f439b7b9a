// Random work against the same work run one kernel at a time, on a device that reorders what it
// may.
#include <gtest/gtest.h>

#include <random>

#include "fake_backend.h"

namespace pumice::testing {
namespace {

/// Applies the same random steps to two devices; one flushes after every kernel.
class Twins {
 public:
  explicit Twins(uint32_t seed) : random_(seed) {}

  void step() {
    const uint32_t kind = pick(10);
    if (kind < 2 || live_.empty()) return make();
    if (kind == 2 && live_.size() > 2) return drop();
    if (kind == 3) return map_all();
    if (kind < 6) return map();
    if (kind < 8) return join();
    bump();
  }
  /// Same contents on both.
  void compare() {
    for (Pair& p : live_) ASSERT_EQ(read(planned_, p.planned), read(naive_, p.naive));
  }
  const Statistics& stats() { return planned_backend_.stats(); }

 private:
  struct Pair {
    Handle planned, naive;
    uint32_t n;
  };
  uint32_t pick(uint32_t n) { return random_() % n; }
  Pair& any() { return live_[pick(static_cast<uint32_t>(live_.size()))]; }
  Pair fresh(uint32_t n) {
    Pair p{Handle(planned_.device(), n), Handle(naive_.device(), n), n};
    const uint32_t salt = pick(1000);  // defined contents, so that comparing makes sense
    record(planned_, fake_make, {&p.planned}, n, salt);
    record(naive_, fake_make, {&p.naive}, n, salt);
    naive_.flush();
    return p;
  }
  void make() { live_.push_back(fresh(1 + pick(600))); }
  void drop() { live_.erase(live_.begin() + pick(static_cast<uint32_t>(live_.size()))); }
  void run(const KernelInfo& kernel, std::vector<Pair*> operands) {
    uint32_t n = ~0u;
    for (Pair* p : operands) n = std::min(n, p->n);
    const uint32_t first = n > 4 ? pick(n / 2) : 0, count = 1 + pick(n - first);
    const uint32_t salt = pick(1000);
    if (operands.size() == 2) {
      record(planned_, kernel, {&operands[0]->planned, &operands[1]->planned}, count, salt, first);
      record(naive_, kernel, {&operands[0]->naive, &operands[1]->naive}, count, salt, first);
    } else {
      record(planned_, kernel,
             {&operands[0]->planned, &operands[1]->planned, &operands[2]->planned}, count, salt,
             first);
      record(naive_, kernel, {&operands[0]->naive, &operands[1]->naive, &operands[2]->naive}, count,
             salt, first);
    }
    naive_.flush();
  }
  void map() {
    Pair y = fresh(any().n);
    run(fake_map, {&any(), &y});
    if (pick(3)) live_.push_back(std::move(y));
  }
  /// Into a storage that nothing has written before.
  void map_all() {
    Pair& x = any();
    Pair y{Handle(planned_.device(), x.n), Handle(naive_.device(), x.n), x.n};
    const uint32_t salt = pick(1000);
    record(planned_, fake_map, {&x.planned, &y.planned}, x.n, salt);
    record(naive_, fake_map, {&x.naive, &y.naive}, x.n, salt);
    naive_.flush();
    x = std::move(y);
  }
  void join() {
    Pair y = fresh(any().n);
    run(fake_join, {&any(), &any(), &y});
    if (pick(3)) any() = std::move(y);
  }
  void bump() { run(fake_bump, {&any(), &any()}); }

  FakeBackend& planned_backend_ = new_fake_device();
  Stream& planned_ = Stream::current(planned_backend_.properties().device);
  Stream& naive_ = Stream::current(new_fake_device().properties().device);
  std::mt19937 random_;
  std::vector<Pair> live_;
};

TEST(RandomGraphs, PlannedEqualsNaive) {
  Statistics sum;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    Twins twins(seed);
    for (int round = 0; round < 6; ++round) {
      for (int i = 0; i < 120; ++i) twins.step();
      twins.compare();
      if (HasFatalFailure()) FAIL() << "seed " << seed << ", round " << round;
    }
    sum.bytes_planned += twins.stats().bytes_planned;
    sum.bytes_without_aliasing += twins.stats().bytes_without_aliasing;
    sum.barriers += twins.stats().barriers;
    sum.dispatches += twins.stats().dispatches;
    sum.recorded += twins.stats().recorded;
  }
  EXPECT_LT(sum.bytes_planned, sum.bytes_without_aliasing);  // the test has met what it is about
  EXPECT_LT(sum.barriers, sum.dispatches);
  EXPECT_LT(sum.dispatches, sum.recorded);
}

}  // namespace
}  // namespace pumice::testing
