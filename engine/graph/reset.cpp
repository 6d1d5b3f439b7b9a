// Opening a device anew.
#include "base/error.h"
#include "graph/capturing.h"
#include "graph/stream_registry.h"

namespace pumice {

void reset_device(Device device) {
  check(!Capturing::active(), ErrorKind::unsupported, "reset_device: inside a capture");
  Queue& queue = Queue::of(device);
  StreamRegistry::get().drop_all(device);
  std::lock_guard lock(queue.mutex);
  queue.reset();
}

}  // namespace pumice
