// Generators: their states on the devices, seeds, and draws of raw words.
#include "pumice/generator.h"

#include <array>
#include <cstring>
#include <map>
#include <random>

#include "base/error.h"
#include "graph/stream.h"
#include "ops/launch.h"
#include "ops/random.h"
#include "pumice/random.h"
#include "shaders/kernels/mt_words.h"
#include "shaders/kernels/random_advance.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

constexpr size_t kTwisterWords = 624;
constexpr uint32_t kSeeded = 625;  // no word has been made of the seed yet

struct Generators {
  std::mutex mutex;
  uint64_t seed = 67280421310721;  // torch's default seed
  std::map<Device, Generator> all;
};
Generators& generators() {
  static auto* all = new Generators;  // lives until the end, whatever is destroyed before
  return *all;
}

void write(const Tensor& to, const void* from) {
  TensorImpl& impl = *to.impl();
  Stream::current(impl.device()).write(*impl.storage, 0, from, to.nbytes());
}

}  // namespace

GeneratorImpl::GeneratorImpl(Device where, uint64_t first) : device(where.indexed()) {
  const int64_t words = device.is_cpu() ? kTwisterWords + 1 : 4;
  state = make_tensor({words}, kInt, device);
  if (device.is_cpu()) spare = make_tensor({2}, kDouble, device);
  set_seed(first);
}

void GeneratorImpl::set_seed(uint64_t value) {
  seed = value;
  generation = Stream::current(device).generation();
  if (!device.is_cpu()) {
    const std::array<uint32_t, 4> words{static_cast<uint32_t>(value),
                                        static_cast<uint32_t>(value >> 32), 0, 0};
    return write(state, words.data());
  }
  std::array<uint32_t, kTwisterWords + 1> words;
  words[0] = static_cast<uint32_t>(value);
  for (uint32_t i = 1; i < kTwisterWords; ++i)
    words[i] = 1812433253u * (words[i - 1] ^ (words[i - 1] >> 30)) + i;
  words[kTwisterWords] = kSeeded;
  write(state, words.data());
  write(spare, std::array<double, 2>{}.data());
}

void GeneratorImpl::survive_reset() {
  if (generation != Stream::current(device).generation()) set_seed(seed);
}

GeneratorImpl& generator_for(Device device, const MaybeGenerator& given) {
  const Generator chosen = given && given->defined() ? *given : default_generator(device);
  check(chosen.device() == device, ErrorKind::device,
        "Expected a '{}' device type for generator but found '{}'", device, chosen.device());
  GeneratorImpl& impl = *chosen.impl();  // lives as long as the caller's or the device's own
  const std::lock_guard lock(impl.mutex);
  impl.survive_reset();
  return impl;
}

Generator make_generator(Device device, uint64_t seed) {
  return Generator(std::make_shared<GeneratorImpl>(device, seed));
}

Generator default_generator(Device device) {
  Generators& g = generators();
  const std::lock_guard lock(g.mutex);
  Generator& own = g.all[device];
  if (!own.defined()) own = make_generator(device, g.seed);
  return own;
}

void manual_seed(uint64_t seed) {
  Generators& g = generators();
  const std::lock_guard lock(g.mutex);
  g.seed = seed;
  for (auto& [device, generator] : g.all) generator.set_current_seed(seed);
}

Tensor take_words(GeneratorImpl& generator, int64_t n) {
  Tensor words = make_tensor({n}, kInt, generator.device);
  if (n > 0)
    launch(kernel::mt_words{static_cast<uint32_t>(n)}, {generator.state, words},
           {.groups = 1, .width = 1});
  return words;
}

Tensor take_random(Device device, uint32_t blocks, const MaybeGenerator& given) {
  GeneratorImpl& generator = generator_for(device, given);
  if (device.is_cpu()) return take_words(generator, 4);
  Tensor position = make_tensor({4}, kInt, device);
  launch(kernel::random_advance{blocks}, {generator.state, position}, {.groups = 1, .width = 1});
  return position;
}

namespace {

GeneratorImpl& impl_of(const Generator& generator) {
  check(generator.defined(), ErrorKind::value, "Generator: the generator is undefined");
  return *generator.impl();
}

// What PyTorch keeps of a CPU generator, byte for byte.
struct TorchState {
  uint64_t seed;
  int32_t left, seeded;
  uint64_t next;
  uint64_t words[kTwisterWords];
  double normal_x, normal_y, normal_rho;
  int32_t normal_is_valid, padding;
  float next_float_normal;
  bool has_next_float_normal;
};
static_assert(sizeof(TorchState) == 5056);

}  // namespace

Device Generator::device() const { return impl_of(*this).device; }
uint64_t Generator::current_seed() const { return impl_of(*this).seed; }

void Generator::set_current_seed(uint64_t seed) const {
  GeneratorImpl& impl = impl_of(*this);
  const std::lock_guard lock(impl.mutex);
  impl.set_seed(seed);
}

uint64_t Generator::seed() const {
  std::random_device entropy;
  const uint64_t high = entropy();
  const uint64_t seed = high << 32 | entropy();
  set_current_seed(seed);
  return seed;
}

Tensor Generator::get_state() const {
  GeneratorImpl& impl = impl_of(*this);
  const std::lock_guard lock(impl.mutex);
  const Tensor words = impl.state.to(Device(kCPU));
  const auto* from = static_cast<int32_t*>(pumice::detail::host_elements(words));
  if (!impl.device.is_cpu()) {
    Tensor state = make_tensor({16}, kByte, Device(kCPU));
    write(state, from);
    return state;
  }
  Tensor state = make_tensor({sizeof(TorchState)}, kByte, Device(kCPU));
  const auto at = static_cast<uint32_t>(from[kTwisterWords]);
  const auto* spare = static_cast<double*>(pumice::detail::host_elements(impl.spare));
  TorchState torch{};
  torch.seed = impl.seed;
  torch.seeded = 1;
  torch.next = at == kSeeded ? 0 : at;
  torch.left = at >= kTwisterWords ? 1 : static_cast<int32_t>(kSeeded - at);
  for (size_t i = 0; i < kTwisterWords; ++i) torch.words[i] = static_cast<uint32_t>(from[i]);
  torch.normal_is_valid = spare[1] != 0;
  if (torch.normal_is_valid) torch.normal_y = spare[0];
  write(state, &torch);
  return state;
}

void Generator::set_state(const Tensor& given) const {
  GeneratorImpl& impl = impl_of(*this);
  check_as<TypeError>(given.defined() && given.scalar_type() == kByte && given.device().is_cpu(),
                      ErrorKind::dtype, "RNG state must be a torch.ByteTensor");
  const Tensor state = given.contiguous();
  const std::lock_guard lock(impl.mutex);
  if (!impl.device.is_cpu()) {
    check(state.numel() == 16, ErrorKind::format, "RNG state is wrong size");
    const auto* words = static_cast<const uint32_t*>(pumice::detail::host_elements(state));
    impl.seed = uint64_t{words[1]} << 32 | words[0];
    return write(impl.state, words);
  }
  check(state.numel() == sizeof(TorchState), ErrorKind::format,
        "Expected a CPUGeneratorImplState of size {} but found the input RNG state size to be {}",
        sizeof(TorchState), state.numel());
  TorchState torch;
  std::memcpy(&torch, pumice::detail::host_elements(state), sizeof torch);
  check(torch.seeded == 1 && torch.left > 0 && torch.left <= int32_t{kTwisterWords} &&
            torch.next <= kTwisterWords,
        ErrorKind::format, "Invalid mt19937 state");
  std::array<uint32_t, kTwisterWords + 1> words;
  for (size_t i = 0; i < kTwisterWords; ++i) words[i] = static_cast<uint32_t>(torch.words[i]);
  words[kTwisterWords] = torch.left > 1    ? static_cast<uint32_t>(torch.next)
                         : torch.next == 0 ? kSeeded
                                           : uint32_t{kTwisterWords};
  impl.seed = torch.seed;
  write(impl.state, words.data());
  const bool valid = torch.normal_is_valid != 0;
  write(impl.spare, std::array<double, 2>{valid ? torch.normal_y : 0, valid ? 1.0 : 0}.data());
}

Generator Generator::clone() const {
  Generator copy = make_generator(device(), current_seed());
  copy.set_state(get_state());
  return copy;
}

}  // namespace pumice
