// main() of every test binary: the device that the environment names must be there.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "pumice/device.h"
#include "pumice/error.h"

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

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  return device_is_there() ? RUN_ALL_TESTS() : 1;
}
