// The library's version.
#pragma once

namespace pumice {

/// "MAJOR.MINOR.PATCH" of the library that is loaded.
const char* version() noexcept;

}  // namespace pumice
