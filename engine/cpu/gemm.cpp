// Sharing out a matrix product over threads; oneDNN's where the build has it.
#include "cpu/gemm.h"

#include <algorithm>
#include <cstring>

#include "base/thread_pool.h"
#include "cpu/kernels.h"
#include "cpu/onednn.h"
#include "cpu/scratch.h"

namespace pumice::cpu {
namespace {

template <class V>
void clear(const Gemm<V>& g) {
  for (size_t i = 0; i < g.m; ++i) std::memset(g.y + i * g.y_row, 0, g.n * sizeof(V));
}

/// Pieces of y along one dim: few enough that packing pays, each a multiple of the register tile.
struct Split {
  size_t pieces, length;
  Split(size_t size, size_t wanted, size_t unit) {
    const size_t units = (size + unit - 1) / unit;
    pieces = std::clamp<size_t>(wanted, 1, units);
    length = (units + pieces - 1) / pieces * unit;
    pieces = (size + length - 1) / length;
  }
};

template <class V, class F>
void blocked(const Gemm<V>& g, F range) {
  if (g.k == 0) {
    if (!g.accumulate) clear(g);
    return;
  }
  constexpr size_t kUnit = 48, kWorkPerThread = 64 * 64 * 64;
  const size_t work = g.m * g.n * g.k;
  const size_t threads = std::min<size_t>(num_threads(), work / kWorkPerThread + 1);
  // The longer side is cut, or both when it does not go round.
  const Split columns(g.n, g.n >= g.m ? threads : 1, kUnit);
  const Split rows(g.m, (threads + columns.pieces - 1) / columns.pieces, kUnit);
  parallel_for(0, rows.pieces * columns.pieces, 1, [&](size_t begin, size_t end) {
    void* const memory = scratch(kGemmSlot, kGemmScratch);
    for (size_t i = begin; i < end; ++i) {
      const size_t m = i % rows.pieces * rows.length, n = i / rows.pieces * columns.length;
      range(g, m, std::min(g.m, m + rows.length), n, std::min(g.n, n + columns.length), memory);
    }
  });
}

}  // namespace

void gemm(const Gemm<float>& g) {
  if (onednn_sgemm(g)) return;
  blocked(g, best_level().gemm->f32);
}

void gemm(const Gemm<double>& g) { blocked(g, best_level().gemm->f64); }

}  // namespace pumice::cpu
