// The queues by device.
#include "graph/queue.h"

#include <map>

namespace pumice {

Queue& Queue::of(Device device) {
  static std::mutex& mutex = *new std::mutex;
  static auto& queues = *new std::map<Backend*, std::unique_ptr<Queue>>;
  Backend& backend = get_backend(device);
  std::lock_guard lock(mutex);
  auto& queue = queues[&backend];
  if (!queue) queue = std::make_unique<Queue>(backend);
  return *queue;
}

void Queue::materialise(Storage& storage) {
  if (!storage.memory) storage.memory = pool.take(storage.bytes, last);
}

Statistics statistics(Device device) {
  Queue& queue = Queue::of(device);
  std::lock_guard lock(queue.mutex);
  return queue.backend.stats();
}

}  // namespace pumice
