// Several threads on one device.
#include <gtest/gtest.h>

#include <thread>

#include "fake_backend.h"

namespace pumice::testing {
namespace {

class Threads : public ::testing::Test {
 protected:
  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
};

TEST_F(Threads, WorkOfAFinishedThreadIsDone) {
  Handle x(device, 64), y(device, 64);
  std::thread([&] { record(Stream::current(device), fake_make, {&x}, 64, 1); }).join();
  EXPECT_EQ(fake.log.size(), 1u);
  EXPECT_EQ(x.storage->pending.load(), nullptr);
  record(Stream::current(device), fake_make, {&y}, 64, 1);
  EXPECT_EQ(read(Stream::current(device), x), read(Stream::current(device), y));
}

TEST_F(Threads, FinishedThreadsLendTheirStreamsOn) {
  Stream* first = nullptr;
  Stream* second = nullptr;
  std::thread([&] { first = &Stream::current(device); }).join();
  std::thread([&] { second = &Stream::current(device); }).join();
  EXPECT_EQ(first, second);
}

TEST_F(Threads, ReadersOfOneStorageDoNotFlushEachOther) {
  Handle weight(device, 64);
  record(Stream::current(device), fake_make, {&weight}, 64, 1);
  Stream::current(device).flush();
  Handle mine(device, 64), theirs(device, 64);
  record(Stream::current(device), fake_map, {&weight, &mine}, 64, 2);
  std::thread([&] {
    record(Stream::current(device), fake_map, {&weight, &theirs}, 64, 3);
    EXPECT_EQ(fake.log.size(), 1u);
  }).join();
  EXPECT_EQ(fake.log.size(), 2u);
  Stream::current(device).flush();
  EXPECT_EQ(fake.log.size(), 3u);
}

TEST_F(Threads, AWriterWaitsForReadersOfOtherThreads) {
  Handle x(device, 64), seen(device, 64), expected(device, 64);
  Stream& stream = Stream::current(device);
  record(stream, fake_make, {&x}, 64, 1);
  record(stream, fake_map, {&x, &expected}, 64, 2);
  stream.flush();
  record(stream, fake_map, {&x, &seen}, 64, 2);  // pending here
  std::thread([&] { record(Stream::current(device), fake_make, {&x}, 64, 99); }).join();
  EXPECT_EQ(read(stream, seen), read(stream, expected));
}

TEST_F(Threads, HostWritesComeAfterReadersOfOtherThreads) {
  Handle x(device, 64), seen(device, 64), expected(device, 64);
  Stream& stream = Stream::current(device);
  record(stream, fake_make, {&x}, 64, 1);
  record(stream, fake_map, {&x, &expected}, 64, 2);
  stream.flush();
  record(stream, fake_map, {&x, &seen}, 64, 2);
  const std::vector<uint32_t> zeros(64);
  std::thread([&] { Stream::current(device).write(*x.storage, 0, zeros.data(), 256); }).join();
  EXPECT_EQ(read(stream, seen), read(stream, expected));
  EXPECT_EQ(read(stream, x), zeros);
}

TEST_F(Threads, ManyAtOnceOverSharedInputs) {
  Handle shared(device, 200);
  Stream& stream = Stream::current(device);
  record(stream, fake_make, {&shared}, 200, 1);
  const auto work = [&](uint32_t salt) {
    Stream& s = Stream::current(device);
    Handle x(device, 200);
    record(s, fake_map, {&shared, &x}, 200, salt);
    for (uint32_t i = 0; i < 300; ++i) {
      Handle y(device, 200);
      record(s, fake_join, {&x, &shared, &y}, 200, salt + i);
      x = std::move(y);
    }
    return read(s, x);
  };
  std::vector<std::vector<uint32_t>> results(6);
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 6; ++t) threads.emplace_back([&, t] { results[t] = work(t * 1000); });
  for (auto& thread : threads) thread.join();
  for (uint32_t t = 0; t < 6; ++t) EXPECT_EQ(results[t], work(t * 1000)) << t;
}

}  // namespace
}  // namespace pumice::testing
