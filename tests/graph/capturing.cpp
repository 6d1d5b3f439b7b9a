// Keeping work and running it again, at the level of storages.
#include "graph/capturing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "fake_backend.h"
#include "pumice/capture.h"

namespace pumice::testing {
namespace {

using ::testing::HasSubstr;

class CapturingTest : public ::testing::Test {
 protected:
  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
  Stream& eager = Stream::current(device);
  Handle state = made(50, 1), input = made(50, 2);

  Handle made(uint32_t n, uint32_t salt) {
    Handle h(device, n);
    record(eager, fake_make, {&h}, n, salt);
    eager.flush();
    return h;
  }
  /// state and result from input, with a temporary between.
  void step(Handle& result) {
    Stream& s = Stream::current(device);
    Handle t(device, 50);
    record(s, fake_map, {&input, &t}, 50, 3);
    record(s, fake_bump, {&t, &state}, 50, 4);
    record(s, fake_map, {&state, &result}, 50, 5);
  }
  std::string error_of(const std::function<void()>& fn) {
    try {
      fn();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
};

TEST_F(CapturingTest, RunsOnlyWhenCalledAndEqualsEager) {
  const auto before = read(eager, state);
  Handle result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    step(result);
    work = capturing.finish();
  }
  EXPECT_EQ(read(eager, state), before);
  std::vector<std::vector<uint32_t>> captured, again;
  for (int i = 0; i < 4; ++i) {
    work->run({});
    captured.push_back(read(eager, result));
  }
  eager.write(*state.storage, 0, before.data(), 200);
  for (int i = 0; i < 4; ++i) {
    step(result);
    again.push_back(read(eager, result));
  }
  EXPECT_EQ(captured, again);
  EXPECT_NE(captured[0], captured[1]);
}

TEST_F(CapturingTest, ARunPlansAndAllocatesNothingAndSubmitsOnce) {
  Handle result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    step(result);
    work = capturing.finish();
  }
  const std::vector<uint32_t> fresh(50, 9);
  const Statistics before = fake.stats();
  const CapturedWork::Fill fill{.to = input.storage.get(), .host = fresh.data(), .bytes = 200};
  for (int i = 0; i < 10; ++i) work->run({&fill, 1});
  const Statistics& after = fake.stats();
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.plans_made, before.plans_made);
  EXPECT_EQ(after.submits, before.submits + 10);
  EXPECT_EQ(after.dispatches, before.dispatches + 30);
  EXPECT_EQ(after.host_waits, before.host_waits);
  EXPECT_EQ(read(eager, input), fresh);
}

TEST_F(CapturingTest, FillsFromTheSameDevice) {
  Handle other = made(80, 77), result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    step(result);
    work = capturing.finish();
  }
  const CapturedWork::Fill fill{
      .to = input.storage.get(), .from = other.storage.get(), .from_offset = 40, .bytes = 200};
  work->run({&fill, 1});
  const auto all = read(eager, other);
  EXPECT_EQ(read(eager, input), std::vector<uint32_t>(all.begin() + 10, all.begin() + 60));
}

TEST_F(CapturingTest, ComesAfterEagerWorkOnItsStorages) {
  Handle result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    step(result);
    work = capturing.finish();
  }
  record(eager, fake_make, {&input}, 50, 1234);  // pending when the captured work is run
  work->run({});
  const auto first = read(eager, result);
  Handle unused = made(50, 8);
  record(eager, fake_make, {&state}, 50, 1);
  record(eager, fake_make, {&input}, 50, 1234);
  step(result);
  EXPECT_EQ(read(eager, result), first);
}

TEST_F(CapturingTest, HostReadsInsideNameTheCall) {
  Capturing capturing(device);
  Stream& s = Stream::current(device);
  uint32_t word;
  EXPECT_EQ(error_of([&] { s.read(*state.storage, 0, &word, 4, "item"); }),
            "item: reading a tensor on the host inside a capture");
  EXPECT_THAT(error_of([&] { s.host(*state.storage, "data_ptr"); }), HasSubstr("data_ptr: "));
  EXPECT_THAT(error_of([&] { s.synchronize(); }), HasSubstr("inside a capture"));
}

TEST_F(CapturingTest, RefusesCapturesInsideAndWorkElsewhere) {
  FakeBackend& second = new_fake_device();
  Handle there(second.properties().device, 10);
  Capturing capturing(device);
  EXPECT_EQ(error_of([&] { Capturing inner(device); }), "capture: inside another capture");
  EXPECT_THAT(error_of([&] {
                record(Stream::current(second.properties().device), fake_make, {&there}, 10, 1);
              }),
              HasSubstr("inside a capture of " + device.str()));
}

TEST_F(CapturingTest, AFailureLeavesEverythingUsable) {
  const auto before = read(eager, state);
  Handle result(device, 50);
  EXPECT_THAT(error_of([&] {
                Capturing capturing(device);
                step(result);
                fail(ErrorKind::value, "mine");
              }),
              "mine");
  EXPECT_EQ(read(eager, state), before);
  step(result);
  EXPECT_NE(read(eager, state), before);
}

TEST_F(CapturingTest, WorkOutsideRunsOnce) {
  Handle result(device, 50), made_once(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    {
      const OutsideCapture outside;
      record(Stream::current(device), fake_make, {&made_once}, 50, 6);
    }
    Stream& s = Stream::current(device);
    record(s, fake_bump, {&input, &made_once}, 50, 4);
    record(s, fake_map, {&made_once, &result}, 50, 4);
    EXPECT_THAT(error_of([&] {
                  const OutsideCapture outside;
                  read(Stream::current(device), made_once);
                }),
                HasSubstr("used outside of it"));
    work = capturing.finish();
  }
  const auto start = read(eager, made_once);
  work->run({});
  const auto once = read(eager, made_once);
  work->run({});
  EXPECT_NE(once, start);
  EXPECT_NE(read(eager, made_once), once);  // goes on from call to call
}

TEST_F(CapturingTest, KeepsItsStoragesAndItsArena) {
  Handle result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    Handle constant(device, 50);
    const std::vector<uint32_t> words(50, 5);
    Stream::current(device).write(*constant.storage, 0, words.data(), 200);
    record(Stream::current(device), fake_join, {&constant, &input, &result}, 50, 2);
    work = capturing.finish();
  }
  work->run({});
  const auto first = read(eager, result);
  {  // takes larger arenas and every cached block meanwhile
    Handle big = made(5000, 3), t(device, 5000), y(device, 5000);
    record(eager, fake_map, {&big, &t}, 5000, 1);
    record(eager, fake_map, {&t, &y}, 5000, 1);
    t.drop();
    eager.flush();
  }
  std::vector<Handle> blocks;
  for (uint32_t i = 0; i < 20; ++i) blocks.push_back(made(50, i));
  work->run({});
  EXPECT_EQ(read(eager, result), first);
}

TEST_F(CapturingTest, LeavesOtherThreadsAlone) {
  Handle shared = made(50, 3), result(device, 50), seen(device, 50);
  Capturing capturing(device);
  step(result);
  std::promise<void> recorded, written;
  std::thread reader([&] {
    record(Stream::current(device), fake_map, {&shared, &seen}, 50, 2);
    recorded.set_value();
    written.get_future().wait();  // so that the work stays pending on this thread's stream
  });
  std::thread([&] {
    recorded.get_future().wait();
    EXPECT_NO_THROW(record(Stream::current(device), fake_make, {&shared}, 50, 9));
    written.set_value();
  }).join();
  reader.join();
  EXPECT_NE(capturing.finish(), nullptr);
}

TEST_F(CapturingTest, AnyThreadMayRunIt) {
  Handle result(device, 50);
  std::shared_ptr<CapturedWork> work;
  {
    Capturing capturing(device);
    step(result);
    work = capturing.finish();
  }
  const Statistics before = fake.stats();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) work->run({});
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fake.stats().submits, before.submits + 100);
}

}  // namespace
}  // namespace pumice::testing
