// The generators: one position in a Philox stream per device, in device memory.
#include <array>
#include <map>
#include <mutex>

#include "graph/stream.h"
#include "ops/launch.h"
#include "ops/random.h"
#include "pumice/random.h"
#include "tensor/impl.h"
#include "shaders/kernels/random_advance.h"

namespace pumice {
namespace {

struct Generators {
  std::mutex mutex;
  uint64_t seed = 67280421310721;  // torch's default seed
  std::map<std::pair<DeviceType, int8_t>, Tensor> states;
};
Generators& generators() {
  static auto* all = new Generators;  // lives until the end, whatever is destroyed before
  return *all;
}

void write_seed(const Tensor& state, uint64_t seed) {
  const std::array<uint32_t, 4> words{static_cast<uint32_t>(seed),
                                      static_cast<uint32_t>(seed >> 32), 0, 0};
  TensorImpl& impl = *state.impl();
  Stream::current(impl.device()).write(*impl.storage, 0, words.data(), sizeof words);
}

}  // namespace

Tensor generator_state(Device device) {
  Generators& all = generators();
  const std::lock_guard lock(all.mutex);
  Tensor& state = all.states[{device.type, device.index}];
  if (!state.defined()) {
    state = make_tensor({4}, kInt, device);
    write_seed(state, all.seed);
  }
  return state;
}

void manual_seed(uint64_t seed) {
  Generators& all = generators();
  const std::lock_guard lock(all.mutex);
  all.seed = seed;
  for (auto& [device, state] : all.states) write_seed(state, seed);
}

Tensor take_random(Device device, uint32_t blocks) {
  const Tensor state = generator_state(device), position = make_tensor({4}, kInt, device);
  launch(kernel::random_advance{blocks}, {state, position}, {.groups = 1, .width = 1});
  return position;
}

}  // namespace pumice
