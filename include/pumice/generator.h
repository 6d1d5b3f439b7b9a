// Generator: a source of random numbers with a state of its own.
#pragma once

#include <cstdint>
#include <memory>

#include "pumice/device.h"

namespace pumice {

class Tensor;
struct GeneratorImpl;

/// A handle (at::Generator): copies share the state. On the CPU the state is a Mersenne twister
/// that gives PyTorch's values (mt19937); on devices a seed and a position of Philox 4x32-10.
class Generator {
 public:
  Generator() = default;
  explicit Generator(std::shared_ptr<GeneratorImpl> impl) : impl_(std::move(impl)) {}
  bool defined() const { return impl_ != nullptr; }
  Device device() const;
  void set_current_seed(uint64_t seed) const;
  uint64_t current_seed() const;
  /// A seed from the system's entropy, which it sets and returns.
  uint64_t seed() const;
  /// The state as a byte tensor (CPU: PyTorch's layout), and back; format error for another layout.
  Tensor get_state() const;
  void set_state(const Tensor& state) const;
  Generator clone() const;
  GeneratorImpl* impl() const { return impl_.get(); }

 private:
  std::shared_ptr<GeneratorImpl> impl_;
};

/// A new generator for the device, seeded.
Generator make_generator(Device device = kCPU, uint64_t seed = 67280421310721);
/// The generator that functions without one use.
Generator default_generator(Device device = kCPU);

}  // namespace pumice
