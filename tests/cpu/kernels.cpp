// The CPU backend runs compiled kernels: values, every compiled instruction set, bad variants.
#include "cpu/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "device/backend.h"
#include "shaders/kernels.h"

namespace pumice {
namespace {

std::vector<float> random_floats(size_t n, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0, 3);
  std::vector<float> v(n);
  for (float& x : v) x = normal(generator);
  return v;
}

template <class P>
Command command_of(const P& params, std::vector<Memory*> memory, Variant variant, uint32_t groups) {
  Command c;
  c.kernel = &P::info;
  c.variant = variant;
  for (Memory* m : memory) c.bindings[c.binding_count++] = {m, 0, m->bytes()};
  pack_params(P::info, variant, &params, c.params.data());
  c.groups = groups;
  return c;
}

TEST(CpuBackend, SoftmaxRowsAgainstDouble) {
  Backend& cpu = get_backend(kCPU);
  for (uint32_t cols : {1u, 7u, 64u, 1000u, 5003u}) {
    const uint32_t rows = 11;
    const std::vector<float> x = random_floats(rows * cols, cols);
    auto in = cpu.allocate(x.size() * 4), out = cpu.allocate(x.size() * 4);
    cpu.write(*in, 0, x.data(), x.size() * 4);
    const Command c = command_of(kernel::softmax{.rows = rows, .cols = cols}, {in.get(), out.get()},
                                 {.t = kFloat}, rows);
    cpu.wait(cpu.submit({&c, 1}));
    std::vector<float> y(x.size());
    cpu.read(*out, 0, y.data(), y.size() * 4);
    for (uint32_t r = 0; r < rows; ++r) {
      double total = 0;
      for (uint32_t i = 0; i < cols; ++i) total += std::exp(double(x[r * cols + i]));
      for (uint32_t i = 0; i < cols; ++i) {
        const double want = std::exp(double(x[r * cols + i])) / total;
        ASSERT_NEAR(y[r * cols + i], want, 3e-6 * want) << r << ' ' << i << " of " << cols;
      }
    }
  }
}

}  // namespace
}  // namespace pumice
