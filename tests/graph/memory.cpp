// The pool, and running out of memory.
#include <gtest/gtest.h>

#include "fake_backend.h"

namespace pumice::testing {
namespace {

class MemoryTest : public ::testing::Test {
 protected:
  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
  Stream& stream = Stream::current(device);
};

TEST_F(MemoryTest, BlockSizesWasteAtMostAnEighth) {
  for (size_t bytes = 1; bytes < (size_t{1} << 34); bytes = bytes * 9 / 7 + 1) {
    const size_t block = Pool::block_bytes(bytes);
    EXPECT_GE(block, bytes);
    EXPECT_LE(block, bytes + bytes / 8 + 256);
    EXPECT_EQ(Pool::block_bytes(block), block) << bytes;
  }
}

TEST_F(MemoryTest, ReusesBlocksOfReleasedStorages) {
  for (uint32_t i = 0; i < 10; ++i) {
    Handle h(device, 1000);
    record(stream, fake_make, {&h}, 1000, i);
    stream.flush();
  }
  EXPECT_EQ(fake.stats().allocations, 1u);
  EXPECT_EQ(fake.stats().allocated_bytes, fake.held);
}

TEST_F(MemoryTest, TrimsThePoolBeforeItGivesUp) {
  fake.limit = 100000;
  {
    Handle small(device, 10000);
    record(stream, fake_make, {&small}, 10000, 1);
    stream.flush();
  }
  Handle large(device, 20000);
  record(stream, fake_make, {&large}, 20000, 2);
  EXPECT_NO_THROW(stream.flush());
  EXPECT_LE(fake.held, fake.limit);
  EXPECT_EQ(fake.stats().allocated_bytes, fake.held);
}

TEST_F(MemoryTest, RunningOutIsAnErrorThatLeavesTheRest) {
  fake.limit = 100000;
  Handle kept(device, 1000);
  record(stream, fake_make, {&kept}, 1000, 5);
  const auto before = read(stream, kept);
  {
    Handle huge(device, 1000000), also(device, 10);
    record(stream, fake_make, {&also}, 10, 2);
    record(stream, fake_make, {&huge}, 1000000, 2);
    try {
      stream.flush();
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::memory);
    }
    EXPECT_EQ(huge.storage->pending.load(), nullptr);
    EXPECT_EQ(huge.storage->streams.load(), 0u);
  }
  EXPECT_EQ(read(stream, kept), before);
  Handle next(device, 500);
  record(stream, fake_map, {&kept, &next}, 500, 5);
  EXPECT_NO_THROW(read(stream, next));
}

TEST_F(MemoryTest, ArenasRunOutAlike) {
  fake.limit = 60000;
  Handle x(device, 100), y(device, 100);
  record(stream, fake_make, {&x}, 100, 1);
  {
    Handle big(device, 20000);
    record(stream, fake_map, {&x, &big}, 100, 1);
    record(stream, fake_map, {&big, &y}, 100, 1);
  }
  EXPECT_THROW(stream.flush(), Error);
  fake.limit = SIZE_MAX;
  record(stream, fake_make, {&x}, 100, 1);
  record(stream, fake_map, {&x, &y}, 100, 1);
  EXPECT_NO_THROW(read(stream, y));
}

}  // namespace
}  // namespace pumice::testing
