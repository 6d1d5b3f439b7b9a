// Batched matrix products with a bias.
#include "base/thread_pool.h"
#include "cpu/dense.h"
#include "cpu/gemm.h"

namespace pumice::cpu {

template <class V>
void matmul(const kernel::matmul& p, const V* a, const V* b, const V* bias, V* y) {
  const auto one = [&](size_t z) {
    V* const out = y + z * p.m * p.n;
    if (bias)
      for (size_t i = 0; i < p.m; ++i) __builtin_memcpy(out + i * p.n, bias, p.n * sizeof(V));
    gemm(Gemm<V>{p.m, p.n, p.k, a + z * p.a_batch, p.a_row, p.a_column, b + z * p.b_batch, p.b_row,
                 p.b_column, out, p.n, bias != nullptr});
  };
  // One thread per product where there are enough of them, else all threads on each.
  if (p.batch >= static_cast<size_t>(num_threads()))
    parallel_for(0, p.batch, 1, [&](size_t begin, size_t end) {
      for (size_t z = begin; z < end; ++z) one(z);
    });
  else
    for (size_t z = 0; z < p.batch; ++z) one(z);
}

template void matmul(const kernel::matmul&, const float*, const float*, const float*, float*);
template void matmul(const kernel::matmul&, const double*, const double*, const double*, double*);

}  // namespace pumice::cpu
