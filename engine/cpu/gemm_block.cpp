// The blocked matrix product: operands packed into panels that stay in cache, tiles of y in
// registers. Compiled once per instruction set (PUMICE_ISA), so without standard headers that have
// inline functions. Goto and van de Geijn, "Anatomy of high-performance matrix multiplication",
// 2008.
#include "cpu/gemm.h"

#define INLINE inline __attribute__((always_inline))

namespace pumice::dialect::PUMICE_ISA {
namespace {

using cpu::Gemm;

#if defined(__AVX512F__)
constexpr size_t kVectorBytes = 64, kRows = 12;
#elif defined(__AVX2__)
constexpr size_t kVectorBytes = 32, kRows = 6;
#elif defined(__aarch64__)
constexpr size_t kVectorBytes = 16, kRows = 12;
#else
constexpr size_t kVectorBytes = 16, kRows = 6;
#endif
/// Depth, rows and columns of the blocks that are packed at once: a's for the second-level cache,
/// b's for the third.
constexpr size_t kDepth = 256, kHeight = 144, kBytesOfB = 1024 * 1024;

template <class V>
struct Tile {
  typedef V vec __attribute__((vector_size(kVectorBytes), aligned(sizeof(V))));
  static constexpr size_t lanes = kVectorBytes / sizeof(V), columns = 2 * lanes;
  static constexpr size_t width = kBytesOfB / sizeof(V) / kDepth / columns * columns;
};
static_assert(kHeight % kRows == 0);
static_assert(kHeight * kDepth * 8 + kBytesOfB <= cpu::kGemmScratch);

size_t min(size_t a, size_t b) { return a < b ? a : b; }

/// `count` lines of `depth` elements into panels of `panel` lines each, zeros where lines are
/// missing.
template <class V>
void pack(const V* from, size_t line, size_t step, size_t count, size_t depth, size_t panel,
          V* to) {
  for (size_t i = 0; i < count; i += panel) {
    const size_t have = min(panel, count - i);
    const V* source = from + i * line;
    if (line == 1) {
      for (size_t d = 0; d < depth; ++d)
        for (size_t l = 0; l < panel; ++l)
          to[d * panel + l] = l < have ? source[d * step + l] : V(0);
    } else {
      for (size_t l = 0; l < panel; ++l)
        for (size_t d = 0; d < depth; ++d)
          to[d * panel + l] = l < have ? source[l * line + d * step] : V(0);
    }
    to += panel * depth;
  }
}

/// One tile of y from a panel of a and a panel of b. `rows` and `columns` are what y has of it.
template <class V>
void tile(size_t depth, const V* a, const V* b, V* y, size_t y_row, size_t rows, size_t columns,
          bool add) {
  using T = Tile<V>;
  using vec = typename T::vec;
  vec sum[kRows][2] = {};
  for (size_t d = 0; d < depth; ++d) {
    const vec left = *reinterpret_cast<const vec*>(b),
              right = *reinterpret_cast<const vec*>(b + T::lanes);
#pragma GCC unroll 16
    for (size_t i = 0; i < kRows; ++i) {
      sum[i][0] += a[i] * left;
      sum[i][1] += a[i] * right;
    }
    a += kRows;
    b += T::columns;
  }
  if (rows == kRows && columns == T::columns) {
#pragma GCC unroll 16
    for (size_t i = 0; i < kRows; ++i) {
      vec* out = reinterpret_cast<vec*>(y + i * y_row);
      out[0] = add ? out[0] + sum[i][0] : sum[i][0];
      out[1] = add ? out[1] + sum[i][1] : sum[i][1];
    }
    return;
  }
  const V* edge = reinterpret_cast<const V*>(sum);
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < columns; ++j)
      y[i * y_row + j] = (add ? y[i * y_row + j] : V(0)) + edge[i * T::columns + j];
}

template <class V>
void range(const Gemm<V>& g, size_t m0, size_t m1, size_t n0, size_t n1, void* scratch) {
  using T = Tile<V>;
  V* const packed_a = static_cast<V*>(scratch);
  V* const packed_b = packed_a + kHeight * kDepth;
  for (size_t n = n0; n < n1; n += T::width) {
    const size_t columns = min(T::width, n1 - n);
    for (size_t k = 0; k < g.k; k += kDepth) {
      const size_t depth = min(kDepth, g.k - k);
      const bool add = g.accumulate || k > 0;
      pack(g.b + k * g.b_row + n * g.b_column, g.b_column, g.b_row, columns, depth, T::columns,
           packed_b);
      for (size_t m = m0; m < m1; m += kHeight) {
        const size_t rows = min(kHeight, m1 - m);
        pack(g.a + m * g.a_row + k * g.a_column, g.a_row, g.a_column, rows, depth, kRows, packed_a);
        for (size_t j = 0; j < columns; j += T::columns)
          for (size_t i = 0; i < rows; i += kRows)
            tile(depth, packed_a + i * depth, packed_b + j * depth, g.y + (m + i) * g.y_row + n + j,
                 g.y_row, min(kRows, rows - i), min(T::columns, columns - j), add);
      }
    }
  }
}

}  // namespace

extern const cpu::GemmKernels gemm_kernels;
const cpu::GemmKernels gemm_kernels = {range<float>, range<double>};

}  // namespace pumice::dialect::PUMICE_ISA
