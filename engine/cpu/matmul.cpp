// Batched matrix products with a bias and a residual.
#include "base/thread_pool.h"
#include "cpu/dense.h"
#include "cpu/gemm.h"

namespace pumice::cpu {
namespace {

/// What the product is added to: the residual's row, the bias, or their sum.
template <class V>
void start_row(const V* residual, const V* bias, V* y, size_t n) {
  if (residual && bias)
    for (size_t j = 0; j < n; ++j) y[j] = residual[j] + bias[j];
  else if (!residual || residual != y)
    __builtin_memcpy(y, residual ? residual : bias, n * sizeof(V));
}

}  // namespace

template <class V>
void matmul(const kernel::matmul& p, const V* a, const V* b, const V* bias, const V* residual,
            V* y) {
  const auto one = [&](size_t z) {
    V* const out = y + z * p.m * p.n;
    const V* const start = residual ? residual + z * p.m * p.n : nullptr;
    if (start || bias)
      for (size_t i = 0; i < p.m; ++i)
        start_row(start ? start + i * p.n : nullptr, bias, out + i * p.n, p.n);
    gemm(Gemm<V>{p.m, p.n, p.k, a + z * p.a_batch, p.a_row, p.a_column, b + z * p.b_batch, p.b_row,
                 p.b_column, out, p.n, bias || residual});
  };
  // One thread per product where there are enough of them, else all threads on each.
  if (p.batch >= static_cast<size_t>(num_threads()))
    parallel_for(0, p.batch, 1, [&](size_t begin, size_t end) {
      for (size_t z = begin; z < end; ++z) one(z);
    });
  else
    for (size_t z = 0; z < p.batch; ++z) one(z);
}

#define INSTANTIATE(V) \
  template void matmul(const kernel::matmul&, const V*, const V*, const V*, const V*, V*);
INSTANTIATE(float)
INSTANTIATE(double)

}  // namespace pumice::cpu
