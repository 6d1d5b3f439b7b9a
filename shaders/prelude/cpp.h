// The dialect's words in C++: a kernel is a struct of which a workgroup of one runs. No standard headers
// with inline functions: this is compiled for several instruction sets, whose copies must not mix.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

namespace pumice::dialect::PUMICE_ISA {

#include "prelude/elements.h"

using place_t = size_t;

template <class V, size_t lanes> struct Vector {
  typedef V type __attribute__((vector_size(lanes * sizeof(V)), aligned(sizeof(V)), may_alias));
};

/// OP over `lanes` elements, a power of two. Compilers fold an array element by element, and
/// through memory: so vectors are halved by hand.
template <class Op, size_t lanes, class V>
ALWAYS_INLINE V fold(const typename Vector<V, lanes>::type& v) {
  if constexpr (lanes == 4) {
    const auto two = Op::apply(v, __builtin_shufflevector(v, v, 2, 3, 2, 3));
    return Op::apply(two, __builtin_shufflevector(two, two, 1, 1, 1, 1))[0];
  } else {
    typename Vector<V, lanes / 2>::type low, high;
    if constexpr (lanes == 16) {
      low = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
      high = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    } else {
      static_assert(lanes == 8);
      low = __builtin_shufflevector(v, v, 0, 1, 2, 3);
      high = __builtin_shufflevector(v, v, 4, 5, 6, 7);
    }
    return fold<Op, lanes / 2, V>(Op::apply(low, high));
  }
}

/// OP over f(0..n). Long rows go through many lanes, folded every `span` elements: that vectorises, and
/// keeps sums about as exact as pairwise ones. What is left goes through one vector's lanes, which
/// at the end reach back over elements that are then left out.
template <class Op, class V, class F>
ALWAYS_INLINE V reduce(size_t n, F f) {
  constexpr size_t lanes = 256 / sizeof(V), span = lanes * 64, few = lanes / 4;
  using Few = typename Vector<V, few>::type;
  V total = Op::template start<V>();
  size_t c = 0;
  while (n - c >= lanes) {
    V lane[lanes];
    for (size_t l = 0; l < lanes; ++l) lane[l] = Op::template start<V>();
    for (const size_t end = n - c < span ? n - lanes : c + span - lanes; c <= end; c += lanes) {
#pragma GCC ivdep
      for (size_t l = 0; l < lanes; ++l) lane[l] = Op::apply(lane[l], V(f(c + l)));
    }
    for (size_t half = lanes / 2; half >= few; half /= 2)
#pragma GCC ivdep
      for (size_t l = 0; l < half; ++l) lane[l] = Op::apply(lane[l], lane[l + half]);
    total = Op::apply(total, fold<Op, few, V>(*reinterpret_cast<const Few*>(lane)));
  }
  if (c < n && n >= few) {
    V lane[few];
    for (size_t l = 0; l < few; ++l) lane[l] = Op::template start<V>();
    for (; c < n; c += few) {
      const size_t from = c < n - few ? c : n - few;
#pragma GCC ivdep
      for (size_t l = 0; l < few; ++l) {
        const V v = V(f(from + l));
        lane[l] = Op::apply(lane[l], from + l < c ? Op::template start<V>() : v);
      }
    }
    return Op::apply(total, fold<Op, few, V>(*reinterpret_cast<const Few*>(lane)));
  }
  for (; c < n; ++c) total = Op::apply(total, V(f(c)));
  return total;
}

/// Whether near_rest() knows the rest of a / b: for quotients below 2^28, and where it is NaN.
ALWAYS_INLINE bool has_near_rest(float a, float b) {
  return (abs(a) < abs(b) * 0x1p28f) | (b == 0.0f) | (a != a) | (b != b) | (abs(a) == Limits<float>::highest);
}
ALWAYS_INLINE bool has_near_rest(double, double) { return false; }
/// That rest, exact: in double a quotient of two floats below 2^28 is never rounded up to the next
/// whole number, whose product with b has 52 bits at most. No branches, so that it vectorises, and
/// through int, for which every instruction set has conversions.
ALWAYS_INLINE float near_rest(float a, float b) {
  const bool known = abs(a) < abs(b) * 0x1p28f;
  const double x = a, y = b;
  const int q = int(blend(known, x / y, 0.0));
  const float r = __builtin_copysignf(float(x - double(q) * y), a);
  return blend(known, blend(abs(b) == Limits<float>::highest, a, r), __builtin_nanf(""));
}
ALWAYS_INLINE double near_rest(double a, double) { return a; }

/// The element's index for every operand.
struct SameElement {
  size_t element;
  ALWAYS_INLINE size_t operator[](size_t) const { return element; }
};

}  // namespace pumice::dialect::PUMICE_ISA

#include "prelude/access.h"

#define KERNEL ALWAYS_INLINE void run()
#define GROUP_ID group_id_
#define LOCAL_ID 0u
#define GROUP_SIZE 1u
#define BARRIER()
#define SHARED(type, name, size) type name[size];
#define FOR_LANES(i, n) _Pragma("GCC ivdep") for (size_t i = 0, n_##i = (n); i < n_##i; ++i)
#define FOR_ROWS(y, from, to, columns) for (size_t y = (from), to_##y = (to); y < to_##y; ++y)
#define FOR_COLUMNS(x, from, to, columns) \
  _Pragma("GCC ivdep") for (size_t x = (from), to_##x = (to); x < to_##x; ++x)
#define FOR_EACH(i, n) \
  _Pragma("GCC ivdep") for (size_t i = size_t(group_id_) * 1024, n_##i = min(i + 1024, size_t(n)); \
                            i < n_##i; ++i)
#define FOR_ELEMENTS(at, N, statement) FOR_ELEMENTS_OF(5, at, N, statement)
/// Where `constant` holds, blocks of which `condition` holds everywhere take the first statement.
#define FOR_ELEMENTS_IF(at, N, constant, condition, usual, other) \
  if constexpr (constant) { \
    uint left_out_ = 0; /* no bool, which would not vectorise */ \
    FOR_ELEMENTS(at, N, left_out_ |= (condition) ? 0u : 1u) \
    if (left_out_ == 0) { \
      FOR_ELEMENTS(at, N, usual) \
      return; \
    } \
  } \
  FOR_ELEMENTS(at, N, other)
#define FOR_ELEMENTS_OF(DIMS, at, N, statement) \
  static_assert(LAYOUT == LAYOUT_contiguous); /* engine/cpu/elements.h sees to views */ \
  FOR_EACH(element_, p.n) { \
    const SameElement at{element_}; \
    statement; \
  }
#define SPEC_IF(cond) if constexpr (cond)
#define LANE_WIDTH 32u
#define OVER_WIDTH(k, statement) \
  if (width == LANE_WIDTH) { \
    _Pragma("GCC ivdep") for (size_t k = 0; k < LANE_WIDTH; ++k) statement; \
  } else { \
    for (size_t k = 0; k < width; ++k) statement; \
  }
#define K(x) C(x)
#define INFINITE Limits<C>::highest
#define NAN_VALUE C(__builtin_nan(""))
#define LOWEST Limits<C>::lowest
#define HIGHEST Limits<C>::highest
#define group_sum(v) (v)
#define group_prod(v) (v)
#define group_max(v) (v)
#define group_min(v) (v)
#define GROUP_REDUCE(acc, OP, c, n, expr) \
  C acc = reduce<OP##_op, C>((n), [&](size_t c) __attribute__((always_inline)) { return C(expr); });
#define GROUP_REDUCE_2D(acc, OP, i, m, j, n, expr) \
  C acc = OP##_op::template start<C>(); \
  for (size_t i = 0; i < (m); ++i) \
    acc = OP##_op::apply( \
        acc, reduce<OP##_op, C>((n), [&](size_t j) __attribute__((always_inline)) { return C(expr); }));
