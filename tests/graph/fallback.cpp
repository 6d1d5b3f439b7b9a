// Kernels that a device lacks: the fake device has none of pumice's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "fake_backend.h"
#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

/// Sets PUMICE_FALLBACK for a scope.
class Mode {
 public:
  explicit Mode(const char* value) {
    if (const char* before = std::getenv(kName)) before_ = before;
    setenv(kName, value, 1);
  }
  ~Mode() {
    if (before_.empty())
      unsetenv(kName);
    else
      setenv(kName, before_.c_str(), 1);
  }

 private:
  static constexpr const char* kName = "PUMICE_FALLBACK";
  std::string before_;
};

class Fallback : public ::testing::Test {
 protected:
  FakeBackend& fake = new_fake_device();
  Device device = fake.properties().device;
};

TEST_F(Fallback, RunsOnTheCpuAndIsCounted) {
  const Mode mode("warn");
  Tensor x = full({1000}, 0.5f, TensorOptions(device));
  Tensor y = x.exp().mul(x);
  EXPECT_NEAR(y[999].item<float>(), std::exp(0.5f) * 0.5f, 1e-6);
  EXPECT_EQ(y.device(), device);
  EXPECT_EQ(statistics(device).fallbacks, 3u);
}

TEST_F(Fallback, UpdatesInPlaceAndThroughViews) {
  const Mode mode("warn");
  Tensor x = zeros({4, 5}, TensorOptions(device));
  x.select(1, 2).add_(3);
  x.select(0, 1).mul_(2);
  EXPECT_EQ(x[1][2].item<float>(), 6);
  EXPECT_EQ(x[0][2].item<float>(), 3);
  EXPECT_EQ(x[1][3].item<float>(), 0);
}

TEST_F(Fallback, MixesWithTheDevicesOwnKernels) {
  const Mode mode("warn");
  Stream& stream = Stream::current(device);
  Handle before(device, 16), after(device, 16);
  record(stream, fake_make, {&before}, 16, 1);
  Tensor x = full({16}, 2.0f, TensorOptions(device));
  record(stream, fake_map, {&before, &after}, 16, 2);
  Tensor y = x.mul(3);
  EXPECT_EQ(y[15].item<float>(), 6);
  EXPECT_EQ(fake.log.size(), 2u);  // what lies between two fallbacks is one submission
}

TEST_F(Fallback, IsAnErrorWhereItIsNotWanted) {
  const Mode mode("error");
  try {
    full({10}, 1.0f, TensorOptions(device));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::unsupported);
    EXPECT_THAT(e.what(), ::testing::StartsWith("fill: " + device.str() + " has no kernel for ("));
  }
}

TEST_F(Fallback, CannotBeCaptured) {
  const Mode mode("warn");
  const auto fill = [](const std::vector<Tensor>& in) { return std::vector<Tensor>{in[0].exp()}; };
  Tensor x = empty({10}, TensorOptions(device));
  EXPECT_THROW(capture(fill, {x}), Error);
  EXPECT_NO_THROW(x.fill_(1));
}

}  // namespace
}  // namespace pumice::testing
