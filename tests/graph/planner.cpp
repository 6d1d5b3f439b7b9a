// The planner: dead work, lifetimes, barriers, reuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fake_backend.h"

namespace pumice::testing {
namespace {

class Planner : public ::testing::Test {
 protected:
  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
  Stream& stream = Stream::current(device);
  Handle handle(size_t words) { return Handle(device, words); }
  const std::vector<Command>& last_batch() {
    stream.flush();
    return fake.log.back();
  }
};

TEST_F(Planner, DropsWhatNoOneCanRead) {
  Handle kept = handle(100);
  {
    Handle dead = handle(100), deader = handle(100);
    record(stream, fake_make, {&kept}, 100, 1);
    record(stream, fake_map, {&kept, &dead}, 100, 2);
    record(stream, fake_map, {&dead, &deader}, 100, 3);
  }
  ASSERT_EQ(last_batch().size(), 1u);
  EXPECT_EQ(last_batch()[0].kernel, &fake_make);
  EXPECT_EQ(fake.stats().recorded, 3u);
  EXPECT_EQ(fake.stats().dispatches, 1u);
}

TEST_F(Planner, DropsWritesToMemoryThatIsLetGo) {
  Handle a = handle(64);
  record(stream, fake_make, {&a}, 64, 1);
  stream.flush();
  record(stream, fake_bump, {&a, &a}, 64, 2);
  a.drop();
  stream.flush();
  EXPECT_EQ(fake.log.size(), 1u);
}

TEST_F(Planner, KeepsWhatAnUpdateBuildsOn) {
  Handle x = handle(64), y = handle(64);
  record(stream, fake_make, {&x}, 64, 1);
  record(stream, fake_make, {&y}, 64, 2);
  record(stream, fake_bump, {&x, &y}, 64, 3);
  x.drop();
  EXPECT_EQ(last_batch().size(), 3u);
}

TEST_F(Planner, KeepsStoragesThatSomeoneHoldsWithoutATensor) {
  Handle a = handle(64);
  record(stream, fake_make, {&a}, 64, 1);
  const Ref<Storage> held = a.storage;
  a.drop();
  EXPECT_EQ(last_batch().size(), 1u);
  EXPECT_NE(held->memory, nullptr);
}

TEST_F(Planner, SharesBytesBetweenLives) {
  Handle x = handle(1000);
  record(stream, fake_make, {&x}, 1000, 0);
  for (uint32_t i = 0; i < 20; ++i) {
    Handle y = handle(1000);
    record(stream, fake_map, {&x, &y}, 1000, i);
    x = std::move(y);
  }
  stream.flush();
  const Statistics& s = fake.stats();
  EXPECT_EQ(s.bytes_without_aliasing, 20u * 4032);  // the last is the user's
  EXPECT_EQ(s.bytes_planned, 2u * 4032);
}

TEST_F(Planner, BarriersStandOnHazardsOnly) {
  Handle a = handle(64), b = handle(64), c = handle(64), d = handle(64);
  record(stream, fake_make, {&a}, 64, 1);
  record(stream, fake_make, {&b}, 64, 2);     // independent
  record(stream, fake_map, {&a, &c}, 64, 3);  // reads a write
  record(stream, fake_map, {&b, &d}, 64, 4);  // the barrier before c covers b
  record(stream, fake_make, {&a}, 64, 5);     // writes what c's command reads
  record(stream, fake_make, {&a}, 64, 6);     // writes it again
  std::vector<bool> barriers;
  for (const Command& command : last_batch()) barriers.push_back(command.barrier_before);
  EXPECT_THAT(barriers, ::testing::ElementsAre(false, false, true, false, true, true));
  EXPECT_EQ(fake.stats().barriers, 3u);
}

TEST_F(Planner, DisjointRangesOfOneStorageAreNoHazard) {
  Handle a = handle(300);
  record(stream, fake_make, {&a}, 100, 1, 0);
  record(stream, fake_make, {&a}, 100, 2, 100);
  record(stream, fake_make, {&a}, 100, 3, 200);
  record(stream, fake_make, {&a}, 10, 4, 195);
  std::vector<bool> barriers;
  for (const Command& command : last_batch()) barriers.push_back(command.barrier_before);
  EXPECT_THAT(barriers, ::testing::ElementsAre(false, false, false, true));
}

TEST_F(Planner, PlansABatchOnceAndTakesItsValuesAnew) {
  Handle x = handle(77), y = handle(77);
  const auto step = [&](uint32_t salt) {
    Handle t = handle(77);
    record(stream, fake_make, {&x}, 77, salt);
    record(stream, fake_map, {&x, &t}, 77, salt + 1);
    record(stream, fake_map, {&t, &y}, 77, salt + 2);
  };
  step(1);
  const auto first = read(stream, y);
  step(1);  // now x and y have memory, which is another structure
  EXPECT_EQ(read(stream, y), first);
  const Statistics before = fake.stats();
  step(500);
  EXPECT_NE(read(stream, y), first);
  step(1);
  EXPECT_EQ(read(stream, y), first);
  EXPECT_EQ(fake.stats().plans_made, before.plans_made);
  EXPECT_EQ(fake.stats().plans_reused, before.plans_reused + 2);
  EXPECT_EQ(fake.stats().allocations, before.allocations);
}

TEST_F(Planner, OtherStructuresGetOtherPlans) {
  Handle x = handle(77), y = handle(77);
  record(stream, fake_make, {&x}, 77, 1);
  stream.flush();
  const uint64_t made = fake.stats().plans_made;
  record(stream, fake_map, {&x, &y}, 77, 1);
  stream.flush();
  record(stream, fake_map, {&x, &y}, 76, 1);
  stream.flush();
  record(stream, fake_map, {&y, &x}, 76, 1);
  stream.flush();  // slots are numbered by first use: the same structure
  EXPECT_EQ(fake.stats().plans_made, made + 3 - 1);
}

TEST_F(Planner, HandsLongBatchesOnInChunks) {
  Handle x = handle(8);
  for (uint32_t i = 0; i < 1000; ++i) record(stream, fake_bump, {&x, &x}, 8, i);
  EXPECT_GE(fake.log.size(), 3u);
  stream.flush();
  size_t total = 0;
  for (const auto& batch : fake.log) total += batch.size();
  EXPECT_EQ(total, 1000u);
}

}  // namespace
}  // namespace pumice::testing
