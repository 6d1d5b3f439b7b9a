// Where the checkout lies that the tests were built from.
#pragma once

#include <string>

namespace pumice::testing {

/// The checkout's folder.
std::string source_dir();
/// Its folder tests/.
std::string test_data();

}  // namespace pumice::testing
