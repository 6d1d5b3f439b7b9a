// Matrix products on the host: y (m, n) = a (m, k) x b (k, n), or added to what y holds.
#pragma once

#include <stddef.h>

namespace pumice::cpu {

/// Element (i, j) of an operand lies at i * row + j * column; y's rows are contiguous.
template <class V>
struct Gemm {
  size_t m, n, k;
  const V* a;
  size_t a_row, a_column;
  const V* b;
  size_t b_row, b_column;
  V* y;
  size_t y_row;
  bool accumulate;
};

/// Uses several threads unless it is called from one of them. k may be 0.
void gemm(const Gemm<float>& g);
void gemm(const Gemm<double>& g);

/// Rows m0..m1 and columns n0..n1 of the product, on the calling thread; compiled per instruction
/// set.
struct GemmKernels {
  void (*f32)(const Gemm<float>& g, size_t m0, size_t m1, size_t n0, size_t n1, void* scratch);
  void (*f64)(const Gemm<double>& g, size_t m0, size_t m1, size_t n0, size_t n1, void* scratch);
};
/// Bytes of scratch memory that they need, 64-byte aligned.
inline constexpr size_t kGemmScratch = 1408 * 1024;

}  // namespace pumice::cpu
