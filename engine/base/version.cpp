// The version that CMake's project() names.
#include "pumice/version.h"

namespace pumice {

const char* version() noexcept { return PUMICE_VERSION; }

}  // namespace pumice
