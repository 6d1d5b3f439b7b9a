// Convolution as matrix products over unfolded windows, where oneDNN is absent or has no such type.
#include <cstring>

#include "base/thread_pool.h"
#include "cpu/dense.h"
#include "cpu/gemm.h"
#include "cpu/scratch.h"

namespace pumice::cpu {
namespace {

/// The sizes of one group of one image: x has `inner` planes, y has `outer`.
template <class P>
struct Windows {
  explicit Windows(const P& p)
      : p(p),
        inner(p.c / p.groups),
        outer(p.o / p.groups),
        taps(inner * p.kh * p.kw),
        pixels(size_t(p.oh) * p.ow),
        plane(size_t(p.h) * p.w),
        plain(p.kh == 1 && p.kw == 1 && p.sh == 1 && p.sw == 1 && p.ph == 0 && p.pw == 0) {}
  const P& p;
  size_t inner, outer, taps, pixels, plane;
  bool plain;  ///< x itself is the unfolded matrix

  /// Calls row(column row, x row or null, first and last ox inside, first x column) per tap and oy.
  template <class F>
  void each_row(F row) const {
    for (size_t t = 0; t < taps; ++t) {
      const size_t c = t / (p.kh * p.kw), ky = t / p.kw % p.kh, kx = t % p.kw;
      // The ox for which ox * sw + kx * dw - pw lies in [0, w).
      const ptrdiff_t shift = ptrdiff_t(kx * p.dw) - ptrdiff_t(p.pw);
      const size_t first = shift < 0 ? (size_t(-shift) + p.sw - 1) / p.sw : 0;
      const ptrdiff_t room = ptrdiff_t(p.w) - 1 - shift;
      size_t last = room < 0 ? 0 : size_t(room) / p.sw + 1;
      last = last < p.ow ? last : p.ow;
      for (size_t oy = 0; oy < p.oh; ++oy) {
        const ptrdiff_t y = ptrdiff_t(oy * p.sh + ky * p.dh) - ptrdiff_t(p.ph);
        const bool inside = y >= 0 && y < ptrdiff_t(p.h) && first < last;
        row(t * pixels + oy * p.ow, inside ? ptrdiff_t(c * plane + size_t(y) * p.w) : -1, first,
            last, shift);
      }
    }
  }

  template <class V>
  void unfold(const V* x, V* columns) const {
    each_row([&](size_t at, ptrdiff_t from, size_t first, size_t last, ptrdiff_t shift) {
      V* const to = columns + at;
      if (from < 0) return static_cast<void>(std::memset(to, 0, p.ow * sizeof(V)));
      for (size_t i = 0; i < first; ++i) to[i] = 0;
      const V* const source = x + from + shift;
      for (size_t i = first; i < last; ++i) to[i] = source[i * p.sw];
      for (size_t i = last; i < p.ow; ++i) to[i] = 0;
    });
  }

  /// Adds the columns to where they came from.
  template <class V>
  void fold(const V* columns, V* x) const {
    each_row([&](size_t at, ptrdiff_t to, size_t first, size_t last, ptrdiff_t shift) {
      if (to < 0) return;
      V* const target = x + to + shift;
      for (size_t i = first; i < last; ++i) target[i * p.sw] += columns[at + i];
    });
  }
};

/// One thread per image and group where there are enough of them, else all threads on each product.
template <class F>
void each_image(size_t count, F f) {
  if (count >= static_cast<size_t>(num_threads()))
    parallel_for(0, count, 1, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) f(i);
    });
  else
    for (size_t i = 0; i < count; ++i) f(i);
}

template <class V>
V* column_memory(size_t count) {
  return static_cast<V*>(scratch(kColumnSlot, count * sizeof(V)));
}

}  // namespace

template <class V>
void conv2d(const kernel::conv2d& p, const V* x, const V* weight, const V* bias, const V* residual,
            V* y) {
  const Windows w(p);
  each_image(size_t(p.n) * p.groups, [&](size_t i) {
    const size_t group = i % p.groups;
    const V* const source = x + i * w.inner * w.plane;
    V* const target = y + i * w.outer * w.pixels;
    const V* columns = source;
    if (!w.plain) {
      V* const memory = column_memory<V>(w.taps * w.pixels);
      w.unfold(source, memory);
      columns = memory;
    }
    const V* const start = residual ? residual + i * w.outer * w.pixels : nullptr;
    if (start || bias)
      for (size_t o = 0; o < w.outer; ++o)
        for (size_t at = o * w.pixels; at < (o + 1) * w.pixels; ++at)
          target[at] = (start ? start[at] : V(0)) + (bias ? bias[group * w.outer + o] : V(0));
    gemm(Gemm<V>{w.outer, w.pixels, w.taps, weight + group * w.outer * w.taps, w.taps, 1, columns,
                 w.pixels, 1, target, w.pixels, bias || residual});
  });
}

template <class V>
void conv2d_grad_input(const kernel::conv2d_grad_input& p, const V* g, const V* weight, V* dx) {
  const Windows w(p);
  each_image(size_t(p.n) * p.groups, [&](size_t i) {
    const size_t group = i % p.groups;
    V* const target = dx + i * w.inner * w.plane;
    V* const columns = w.plain ? target : column_memory<V>(w.taps * w.pixels);
    gemm(Gemm<V>{w.taps, w.pixels, w.outer, weight + group * w.outer * w.taps, 1, w.taps,
                 g + i * w.outer * w.pixels, w.pixels, 1, columns, w.pixels, false});
    if (w.plain) return;
    std::memset(target, 0, w.inner * w.plane * sizeof(V));
    w.fold(columns, target);
  });
}

template <class V>
void conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const V* x, const V* g, V* dweight) {
  const Windows w(p);
  for (size_t i = 0; i < size_t(p.n) * p.groups; ++i) {
    const size_t group = i % p.groups;
    const V* columns = x + i * w.inner * w.plane;
    if (!w.plain) {
      V* const memory = column_memory<V>(w.taps * w.pixels);
      w.unfold(columns, memory);
      columns = memory;
    }
    gemm(Gemm<V>{w.outer, w.taps, w.pixels, g + i * w.outer * w.pixels, w.pixels, 1, columns, 1,
                 w.pixels, dweight + group * w.outer * w.taps, w.taps, i >= p.groups});
  }
}

#define INSTANTIATE(V)                                                                       \
  template void conv2d(const kernel::conv2d&, const V*, const V*, const V*, const V*, V*);   \
  template void conv2d_grad_input(const kernel::conv2d_grad_input&, const V*, const V*, V*); \
  template void conv2d_grad_weight(const kernel::conv2d_grad_weight&, const V*, const V*, V*);
INSTANTIATE(float)
INSTANTIATE(double)

}  // namespace pumice::cpu
