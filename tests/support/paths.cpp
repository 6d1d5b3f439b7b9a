// Where the checkout lies that the tests were built from.
#include "support/paths.h"

namespace pumice::testing {

std::string source_dir() { return PUMICE_SOURCE_DIR; }
std::string test_data() { return source_dir() + "/tests"; }

}  // namespace pumice::testing
