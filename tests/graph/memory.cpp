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

ErrorKind flush_fails(Stream& stream) {
  try {
    stream.flush();
  } catch (const Error& e) {
    return e.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::internal;
}

TEST_F(MemoryTest, RunningOutIsAnErrorThatLeavesTheRest) {
  fake.limit = 100000;
  Handle kept(device, 1000);
  record(stream, fake_make, {&kept}, 1000, 5);
  const auto before = read(stream, kept);
  {
    Handle huge(device, 1000000);
    record(stream, fake_make, {&huge}, 1000000, 2);
    EXPECT_EQ(flush_fails(stream), ErrorKind::memory);
    EXPECT_EQ(huge.storage->pending.load(), nullptr);
    EXPECT_EQ(huge.storage->streams.load(), 0u);
  }
  EXPECT_EQ(read(stream, kept), before);
  Handle next(device, 500);
  record(stream, fake_map, {&kept, &next}, 500, 5);
  EXPECT_NO_THROW(read(stream, next));
}

/// What the same work gives where nothing is missing.
class Reference {
 public:
  FakeBackend& fake = new_fake_device();
  Stream& stream = Stream::current(fake.properties().device);
  Handle make(uint32_t words, uint32_t salt) {
    Handle h(fake.properties().device, words);
    record(stream, fake_make, {&h}, words, salt);
    return h;
  }
};

TEST_F(MemoryTest, WorkOfTheSameBatchIsDoneWhereItCan) {
  fake.limit = 100000;
  Handle first(device, 100), last(device, 100), state(device, 100);
  record(stream, fake_make, {&state}, 100, 9);
  record(stream, fake_make, {&first}, 100, 1);
  {
    Handle huge(device, 1000000);
    record(stream, fake_make, {&huge}, 1000000, 2);
    record(stream, fake_bump, {&huge, &state}, 100, 3);  // depends on what cannot be made
  }
  record(stream, fake_bump, {&first, &state}, 100, 4);  // comes after that, so is undone with it
  record(stream, fake_map, {&first, &last}, 100, 6);
  EXPECT_EQ(flush_fails(stream), ErrorKind::memory);

  Reference plain;
  const Handle a = plain.make(100, 1), s = plain.make(100, 9);
  Handle b(plain.fake.properties().device, 100);
  record(plain.stream, fake_map, {&a, &b}, 100, 6);
  EXPECT_EQ(read(stream, first), read(plain.stream, a));
  EXPECT_EQ(read(stream, last), read(plain.stream, b));
  EXPECT_EQ(read(stream, state), read(plain.stream, s));
}

TEST_F(MemoryTest, TemporariesOfAFailingBatchGoBetweenPieces) {
  fake.limit = 100000;
  Handle x(device, 1000), y(device, 1000);
  record(stream, fake_make, {&x}, 1000, 1);
  for (uint32_t i = 0; i < 20; ++i) {  // 20 x 16 kB, never more than two at a time
    Handle a(device, 4000);
    record(stream, fake_map, {&x, &a}, 1000, i);
    record(stream, fake_map, {&a, &y}, 1000, i);
    record(stream, fake_map, {&y, &x}, 1000, i);
  }
  Handle huge(device, 1000000);
  record(stream, fake_make, {&huge}, 1000000, 2);
  EXPECT_EQ(flush_fails(stream), ErrorKind::memory);
  Reference plain;
  const Handle u = plain.make(1000, 1), v = plain.make(1000, 1);
  for (uint32_t i = 0; i < 20; ++i) {
    Handle a(plain.fake.properties().device, 4000);
    record(plain.stream, fake_map, {&u, &a}, 1000, i);
    record(plain.stream, fake_map, {&a, &v}, 1000, i);
    record(plain.stream, fake_map, {&v, &u}, 1000, i);
  }
  EXPECT_EQ(read(stream, x), read(plain.stream, u));
  EXPECT_EQ(read(stream, y), read(plain.stream, v));
}

TEST_F(MemoryTest, WhatWasNeverMadeSaysSoUntilItIs) {
  fake.limit = 100000;
  Handle huge(device, 1000000), small(device, 100), other(device, 100);
  record(stream, fake_make, {&huge}, 1000000, 2);
  record(stream, fake_map, {&huge, &small}, 100, 2);
  EXPECT_EQ(flush_fails(stream), ErrorKind::memory);
  try {
    read(stream, small);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::memory);
    EXPECT_NE(std::string(e.what()).find("read: the tensor has no content"), std::string::npos);
  }
  record(stream, fake_map, {&small, &other}, 100, 2);
  EXPECT_EQ(flush_fails(stream), ErrorKind::memory);
  record(stream, fake_make, {&small}, 100, 3);  // from here on it is a tensor like any other
  record(stream, fake_map, {&small, &other}, 100, 3);
  EXPECT_NO_THROW(read(stream, other));
  EXPECT_NO_THROW(read(stream, small));
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
  EXPECT_THROW(read(stream, y), Error);
  EXPECT_NO_THROW(read(stream, x));
  fake.limit = SIZE_MAX;
  record(stream, fake_map, {&x, &y}, 100, 1);
  EXPECT_NO_THROW(read(stream, y));
}

TEST_F(MemoryTest, TheEnvironmentSetsALimit) {
  const auto pool_of = [&](const char* text) {
    setenv("PUMICE_MEMORY_LIMIT", text, 1);
    auto pool = std::make_unique<Pool>(fake);
    unsetenv("PUMICE_MEMORY_LIMIT");
    return pool;
  };
  for (const char* text : {"1048576", "1024K", "1M"}) {
    const auto pool = pool_of(text);
    const auto half = pool->take(600 << 10, 0);
    try {
      pool->take(600 << 10, 0);
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::memory);
      EXPECT_NE(std::string(e.what()).find("the 1048576 that PUMICE_MEMORY_LIMIT allows"),
                std::string::npos)
          << e.what();
    }
    pool->take(300 << 10, 0);
    EXPECT_NO_THROW(pool->take(350 << 10, 0)) << "the trim did not make room";
  }
  for (const char* text : {"much", "12T", "-1", "M"})
    EXPECT_NO_THROW(pool_of(text)->take(size_t{8} << 20, 0)) << text;
}

}  // namespace
}  // namespace pumice::testing
