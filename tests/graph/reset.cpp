// A lost device, and opening it anew.
#include <gtest/gtest.h>

#include <thread>

#include "fake_backend.h"
#include "graph/capturing.h"

namespace pumice::testing {
namespace {

class ResetTest : public ::testing::Test {
 protected:
  ErrorKind failure(const std::function<void()>& work, const char* piece) {
    try {
      work();
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(piece), std::string::npos) << e.what();
      return e.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::internal;
  }
  Handle made(uint32_t words, uint32_t salt) {
    Handle h(device, words);
    record(stream, fake_make, {&h}, words, salt);
    return h;
  }

  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
  Stream& stream = Stream::current(device);
};

TEST_F(ResetTest, ALostDeviceSaysSoAndWorksAgainOnceReset) {
  const Handle before = made(100, 1);
  const auto content = read(stream, before);
  fake.lost = true;
  const Handle during = made(100, 2);
  EXPECT_EQ(failure([&] { read(stream, during); }, "was lost"), ErrorKind::device);
  reset_device(device);

  EXPECT_EQ(failure([&] { read(stream, before); }, "was reset since"), ErrorKind::device);
  EXPECT_EQ(failure([&] { read(stream, during); }, "has no content"), ErrorKind::device);
  const Handle after = made(100, 1);
  EXPECT_EQ(read(stream, after), content);
}

TEST_F(ResetTest, OnlyWhatReadsLostTensorsFails) {
  const Handle before = made(100, 1);
  stream.flush();
  reset_device(device);
  const Handle after = made(100, 2);
  Handle bad(device, 100), good(device, 100);
  record(stream, fake_map, {&before, &bad}, 100, 3);
  record(stream, fake_map, {&after, &good}, 100, 3);
  EXPECT_EQ(failure([&] { stream.flush(); }, "fake_map: the tensor's content is gone"),
            ErrorKind::device);
  EXPECT_NO_THROW(read(stream, good));
  EXPECT_EQ(failure([&] { read(stream, bad); }, "no content"), ErrorKind::device);
}

TEST_F(ResetTest, TensorsLiveAgainOnceWrittenAsAWhole) {
  Handle by_kernel = made(100, 1), by_host = made(100, 2), in_part = made(100, 3);
  const auto content = read(stream, by_kernel);
  reset_device(device);
  record(stream, fake_make, {&by_kernel}, 100, 1);
  EXPECT_EQ(read(stream, by_kernel), content);
  stream.write(*by_host.storage, 0, content.data(), 400);
  EXPECT_EQ(read(stream, by_host), content);
  EXPECT_EQ(failure([&] { stream.write(*in_part.storage, 0, content.data(), 40); }, "was reset"),
            ErrorKind::device);
  record(stream, fake_make, {&in_part}, 10, 1);
  EXPECT_EQ(failure([&] { stream.flush(); }, "was reset"), ErrorKind::device);
}

TEST_F(ResetTest, RecordedWorkIsDropped) {
  const Handle pending = made(100, 1);
  std::thread([&] {
    const Handle other = made(100, 2);
    reset_device(device);
  }).join();
  EXPECT_EQ(pending.storage->pending.load(), nullptr);
  EXPECT_EQ(pending.storage->streams.load(), 0u);
  EXPECT_EQ(failure([&] { read(stream, pending); }, "no content"), ErrorKind::device);
}

TEST_F(ResetTest, OldBlocksAreNotHandedOutAgain) {
  {
    const Handle before = made(1000, 1), cached = made(5000, 1);
    stream.flush();
    reset_device(device);
    EXPECT_EQ(fake.stats().allocated_bytes, 0u);
  }
  EXPECT_EQ(fake.held, 0u);
  const Handle after = made(1000, 2);
  stream.flush();
  EXPECT_EQ(fake.stats().allocated_bytes, fake.held);
}

TEST_F(ResetTest, CapturesMustBeMadeAnew) {
  const Handle x = made(100, 1);
  stream.flush();
  const auto capture = [&] {
    Capturing capturing(device);
    record(Stream::current(device), fake_bump, {&x, &x}, 100, 2);
    return capturing.finish();
  };
  const auto work = capture();
  work->run({});
  reset_device(device);
  EXPECT_EQ(failure([&] { work->run({}); }, "capture the function anew"), ErrorKind::device);
  EXPECT_EQ(failure([&] { capture(); }, "was reset since"), ErrorKind::device);
  record(stream, fake_make, {&x}, 100, 1);
  stream.flush();
  EXPECT_NO_THROW(capture()->run({}));
}

TEST_F(ResetTest, IsRefusedInsideCaptures) {
  Capturing capturing(device);
  EXPECT_EQ(failure([&] { reset_device(device); }, "inside a capture"), ErrorKind::unsupported);
  std::thread([&] {
    EXPECT_EQ(failure([&] { reset_device(device); }, "is being captured"), ErrorKind::unsupported);
  }).join();
}

TEST_F(ResetTest, SaysWhenTheDeviceDoesNotComeBack) {
  const Handle before = made(100, 1);
  stream.flush();
  fake.lost = fake.gone = true;
  EXPECT_EQ(failure([&] { reset_device(device); }, "gone"), ErrorKind::device);
  fake.gone = false;
  reset_device(device);
  EXPECT_NO_THROW(read(stream, made(10, 1)));
  EXPECT_EQ(failure([&] { read(stream, before); }, "was reset"), ErrorKind::device);
}

TEST(Reset, NeedsADeviceThatCanBeLost) {
  for (const auto& [name, kind] :
       {std::pair{"cpu", ErrorKind::unsupported}, std::pair{"cuda:99", ErrorKind::device}}) {
    try {
      reset_device(name);
      ADD_FAILURE() << name;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind) << e.what();
    }
  }
  EXPECT_TRUE(is_available("cpu"));
}

}  // namespace
}  // namespace pumice::testing
