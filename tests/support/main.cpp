// main() of every test binary: the device that the environment names must be there.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "pumice/device.h"
#include "pumice/error.h"
#ifdef PUMICE_TEST_VULKAN
#include "vulkan/validation.h"
#endif

namespace {

/// Whether PUMICE_DEVICE, where it is set, names a device of this machine; says so otherwise.
bool device_is_there() {
  const char* name = std::getenv("PUMICE_DEVICE");
  if (!name) return true;
  try {
    if (pumice::is_available(pumice::Device(name))) return true;
  } catch (const pumice::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  std::fprintf(stderr, "PUMICE_DEVICE=%s names no device of this machine\n", name);
  return false;
}

#ifdef PUMICE_TEST_VULKAN
/// Fails the test during which the validation layers said something.
class ValidationListener : public ::testing::EmptyTestEventListener {
  void OnTestEnd(const ::testing::TestInfo&) override {
    const uint64_t now = pumice::vulkan::validation_messages();
    if (now != seen_) ADD_FAILURE() << now - seen_ << " validation messages";
    seen_ = now;
  }
  uint64_t seen_ = 0;
};
#endif

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  if (!device_is_there()) return 1;
#ifdef PUMICE_TEST_VULKAN
  ::testing::UnitTest::GetInstance()->listeners().Append(new ValidationListener);
  const int result = RUN_ALL_TESTS();
  return result != 0 || pumice::vulkan::validation_messages() != 0 ? 1 : 0;  // between tests, too
#else
  return RUN_ALL_TESTS();
#endif
}
