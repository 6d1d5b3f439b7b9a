// Running single kernels on the CPU backend.
#pragma once

#include <random>
#include <vector>

#include "device/backend.h"
#include "shaders/kernels.h"

namespace pumice::test {

template <class V>
std::vector<V> random_values(size_t n, unsigned seed, double scale = 1) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, scale);
  std::vector<V> v(n);
  for (V& x : v) x = static_cast<V>(normal(generator));
  return v;
}

/// Runs P over `inputs` and one output of `out_count` elements of V, all of one type.
template <class V, class P>
std::vector<V> run_kernel(const P& params, Variant variant, uint32_t groups,
                          const std::vector<std::vector<V>>& inputs, size_t out_count) {
  Backend& cpu = get_backend(kCPU);
  std::vector<std::unique_ptr<Memory>> memory;
  Command c;
  c.kernel = &P::info;
  c.variant = variant;
  pack_params(P::info, variant, &params, c.params.data());
  c.groups = groups;
  const auto bind = [&](size_t count) -> Memory& {
    memory.push_back(cpu.allocate(count * sizeof(V)));
    c.bindings[c.binding_count++] = {memory.back().get(), 0, count * sizeof(V)};
    return *memory.back();
  };
  for (const auto& input : inputs)
    cpu.write(bind(input.size()), 0, input.data(), input.size() * sizeof(V));
  Memory& out = bind(out_count);
  cpu.wait(cpu.submit({&c, 1}));
  std::vector<V> result(out_count);
  cpu.read(out, 0, result.data(), out_count * sizeof(V));
  return result;
}

}  // namespace pumice::test
