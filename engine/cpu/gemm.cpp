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

/// The parts of a product that threads take: the longer side is cut, or both when it does not go
/// round.
template <class V>
struct Parts {
  explicit Parts(const Gemm<V>& g)
      : threads(std::min<size_t>(num_threads(), g.m * g.n * g.k / kWorkPerThread + 1)),
        columns(g.n, g.n >= g.m ? threads : 1, kUnit),
        rows(g.m, (threads + columns.pieces - 1) / columns.pieces, kUnit) {}

  size_t count() const { return rows.pieces * columns.pieces; }

  /// part(m0, m1, n0, n1) for each.
  template <class F>
  void run(const Gemm<V>& g, F part) const {
    parallel_for(0, count(), 1, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        const size_t m = i % rows.pieces * rows.length, n = i / rows.pieces * columns.length;
        part(m, std::min(g.m, m + rows.length), n, std::min(g.n, n + columns.length));
      }
    });
  }

  static constexpr size_t kUnit = 48, kWorkPerThread = 64 * 64 * 64;
  const size_t threads;
  const Split columns, rows;
};

template <class V, class F>
void blocked(const Gemm<V>& g, F range) {
  if (g.k == 0) {
    if (!g.accumulate) clear(g);
    return;
  }
  Parts<V>(g).run(g, [&](size_t m0, size_t m1, size_t n0, size_t n1) {
    range(g, m0, m1, n0, n1, scratch(kGemmSlot, kGemmScratch));
  });
}

/// Our threads each with a product of their own: they do not wait for one another, as OpenMP's do.
/// Where y is too small to cut, oneDNN cuts k.
bool with_onednn(const Gemm<float>& g) {
  const Parts<float> parts(g);
  if (!onednn_takes(g)) return false;
  if (in_parallel() || parts.count() < parts.threads) {
    onednn_sgemm(g);
    return true;
  }
  parts.run(g, [&](size_t m0, size_t m1, size_t n0, size_t n1) {
    Gemm<float> part = g;
    part.m = m1 - m0;
    part.n = n1 - n0;
    part.a += m0 * g.a_row;
    part.b += n0 * g.b_column;
    part.y += m0 * g.y_row + n0;
    onednn_sgemm(part);
  });
  return true;
}

}  // namespace

void gemm(const Gemm<float>& g) {
  if (with_onednn(g)) return;
  blocked(g, best_level().gemm->f32);
}

void gemm(const Gemm<double>& g) { blocked(g, best_level().gemm->f64); }

}  // namespace pumice::cpu
