// What backends share.
#include "device/backend.h"

#include "base/error.h"

namespace pumice {

void Backend::reopen() {
  fail(ErrorKind::unsupported, "reset_device: {} cannot be opened anew", properties().device);
}

}  // namespace pumice
