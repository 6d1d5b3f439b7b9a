// The generators: one position in a Philox stream per device, in device memory.
#include <array>
#include <map>
#include <mutex>

#include "graph/stream.h"
#include "ops/launch.h"
#include "ops/random.h"
#include "pumice/random.h"
#include "shaders/kernels/random_advance.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

struct Position {
  Tensor state;
  uint32_t generation = 0;  // of the device; a reset loses the state
};

struct Generators {
  std::mutex mutex;
  uint64_t seed = 67280421310721;  // torch's default seed
  std::map<std::pair<DeviceType, int8_t>, Position> by_device;
};
Generators& generators() {
  static auto* all = new Generators;  // lives until the end, whatever is destroyed before
  return *all;
}

void write_seed(Position& position, uint64_t seed) {
  const std::array<uint32_t, 4> words{static_cast<uint32_t>(seed),
                                      static_cast<uint32_t>(seed >> 32), 0, 0};
  TensorImpl& impl = *position.state.impl();
  Stream& stream = Stream::current(impl.device());
  stream.write(*impl.storage, 0, words.data(), sizeof words);
  position.generation = stream.generation();
}

}  // namespace

Tensor generator_state(Device device) {
  Generators& all = generators();
  const std::lock_guard lock(all.mutex);
  Position& position = all.by_device[{device.type, device.index}];
  const bool made = position.state.defined();
  if (!made) position.state = make_tensor({4}, kInt, device);
  if (!made || position.generation != Stream::current(device).generation())
    write_seed(position, all.seed);
  return position.state;
}

void manual_seed(uint64_t seed) {
  Generators& all = generators();
  const std::lock_guard lock(all.mutex);
  all.seed = seed;
  for (auto& [device, position] : all.by_device) write_seed(position, seed);
}

Tensor take_random(Device device, uint32_t blocks) {
  const Tensor state = generator_state(device), position = make_tensor({4}, kInt, device);
  launch(kernel::random_advance{blocks}, {state, position}, {.groups = 1, .width = 1});
  return position;
}

}  // namespace pumice
