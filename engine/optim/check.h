// Words for options out of their range, as PyTorch says them.
#pragma once

#include <pumice/error.h>

#include <sstream>

namespace pumice::optim {

/// value error "Invalid what: value" unless ok; NaN is never ok.
inline void check_option(bool ok, const char* what, double value) {
  if (ok) return;
  std::ostringstream message;
  message << "Invalid " << what << ": " << value;
  throw Error(ErrorKind::value, message.str());
}

}  // namespace pumice::optim
