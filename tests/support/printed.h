// What a value prints.
#pragma once

#include <sstream>
#include <string>

namespace pumice::testing {

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace pumice::testing
