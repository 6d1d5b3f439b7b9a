// The dialect's words in CUDA: a kernel is a struct that every lane makes for itself. Groups have at most
// 256 lanes, a multiple of 32.
#pragma once

#define ALWAYS_INLINE __device__ __forceinline__
using uint16_t = unsigned short;
using uint8_t = unsigned char;
using int8_t = signed char;
using int16_t = short;
using int32_t = int;
using uint32_t = unsigned int;
using int64_t = long;
using uint64_t = unsigned long;
#define INT32_MIN (-2147483647 - 1)
#define INT32_MAX 2147483647
#define INT64_MIN (-9223372036854775807L - 1)
#define INT64_MAX 9223372036854775807L

namespace pumice::dialect {

#include "prelude/elements.h"

using place_t = uint;

/// The one argument of every kernel (engine/cuda/kernels.h has the host's side).
struct KernelArgs {
  uint64_t buffers[8];
  alignas(8) unsigned char params[120];
  uint16_t spec[4];
};

/// OP over one value per lane; the result in every lane.
template <class Op, class V>
ALWAYS_INLINE V group_fold(V v) {
  __shared__ V scratch[8];
  for (int step = 16; step > 0; step /= 2) v = Op::apply(v, __shfl_xor_sync(0xffffffffu, v, step));
  if (blockDim.x <= 32) return v;
  __syncthreads();
  if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = v;
  __syncthreads();
  V total = scratch[0];
  for (uint i = 1; i < blockDim.x / 32; ++i) total = Op::apply(total, scratch[i]);
  return total;
}
template <class V> ALWAYS_INLINE V group_sum(V v) { return group_fold<SUM_op>(v); }
template <class V> ALWAYS_INLINE V group_prod(V v) { return group_fold<PROD_op>(v); }
template <class V> ALWAYS_INLINE V group_max(V v) { return group_fold<MAX_op>(v); }
template <class V> ALWAYS_INLINE V group_min(V v) { return group_fold<MIN_op>(v); }

/// Lanes that stand side by side over rows of n columns.
ALWAYS_INLINE uint lanes_across_(uint n) { return n < 1u ? 1u : n < blockDim.x ? n : blockDim.x; }

}  // namespace pumice::dialect

#include "prelude/access.h"

#define KERNEL __device__ void run()
#define GROUP_ID blockIdx.x
#define LOCAL_ID threadIdx.x
#define GROUP_SIZE blockDim.x
#define BARRIER() __syncthreads()
#define SHARED(type, name, size) \
  __device__ static type* name##_shared() { \
    __shared__ type array[size]; \
    return array; \
  } \
  type* const name = name##_shared();
#define FOR_LANES(i, n) for (uint i = LOCAL_ID; i < (n); i += GROUP_SIZE)
#define FOR_ROWS(y, from, to, columns) \
  for (uint y = (from) + LOCAL_ID / lanes_across_(columns); \
       y < (to) && LOCAL_ID / lanes_across_(columns) < GROUP_SIZE / lanes_across_(columns); \
       y += GROUP_SIZE / lanes_across_(columns))
#define FOR_COLUMNS(x, from, to, columns) \
  for (uint x = (from) + LOCAL_ID % lanes_across_(columns); x < (to); x += lanes_across_(columns))
#define FOR_EACH(i, n) \
  for (uint i = GROUP_ID * 1024u + LOCAL_ID; i < min(GROUP_ID * 1024u + 1024u, uint(n)); i += GROUP_SIZE)
#define FOR_ELEMENTS(at, N, statement) FOR_ELEMENTS_OF(5, at, N, statement)
#define FOR_ELEMENTS_IF(at, N, constant, condition, usual, other) FOR_ELEMENTS(at, N, other)
#define FOR_ELEMENTS_OF(DIMS, at, N, statement) \
  FOR_EACH(element_, p.n) { \
    uint at[N]; \
    uint rest_ = element_; \
    for (uint k = 0; k < N; ++k) at[k] = LAYOUT == LAYOUT_contiguous ? element_ : 0; \
    if (LAYOUT == LAYOUT_strided) { \
      for (uint d = 0; d + 1 < p.rank; ++d) { \
        const uint next_ = rest_ / p.sizes[d], coord_ = rest_ - next_ * p.sizes[d]; \
        for (uint k = 0; k < N; ++k) at[k] += coord_ * p.strides[k * DIMS + d]; \
        rest_ = next_; \
      } \
      for (uint k = 0; k < N; ++k) at[k] += rest_ * p.strides[k * DIMS + p.rank - 1]; \
    } \
    statement; \
  }
#define SPEC_IF(cond) if (cond)
#define LANE_WIDTH 1u
#define OVER_WIDTH(k, statement) for (uint k = 0; k < width; ++k) statement;
#define K(x) C(x)
#define INFINITE Limits<C>::highest
#define NAN_VALUE C(__builtin_nan(""))
#define LOWEST Limits<C>::lowest
#define HIGHEST Limits<C>::highest
#define GROUP_REDUCE(acc, OP, c, n, expr) \
  C acc = OP##_op::start<C>(); \
  for (uint c = LOCAL_ID; c < (n); c += GROUP_SIZE) acc = OP##_op::apply(acc, C(expr)); \
  acc = group_fold<OP##_op>(acc);
#define GROUP_REDUCE_2D(acc, OP, i, m, j, n, expr) \
  C acc = OP##_op::start<C>(); \
  for (uint c_ = LOCAL_ID; c_ < (m) * (n); c_ += GROUP_SIZE) { \
    const uint i = (m) > 1 ? c_ / (n) : 0, j = c_ - i * (n); \
    acc = OP##_op::apply(acc, C(expr)); \
  } \
  acc = group_fold<OP##_op>(acc);
