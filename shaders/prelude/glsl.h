// The dialect's words in GLSL. Specialization constants: 0..3 `spec` lines, 8 the group's size,
// 16 and up `tune` lines. Push constants: 8 bytes with each binding's element offset within its aligned
// buffer offset, then the params.
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#if defined(NEEDS_f64)
#extension GL_EXT_shader_explicit_arithmetic_types_float64 : require
#endif
#if defined(NEEDS_i64) && !defined(EMULATED_INT64)
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#endif
#if defined(NEEDS_f16) || defined(NEEDS_bf16) || defined(NEEDS_i16)
#extension GL_EXT_shader_16bit_storage : require
#endif
#if (defined(NEEDS_u8) || defined(NEEDS_i8) || defined(NEEDS_b8)) && !defined(EMULATED_BYTES)
#extension GL_EXT_shader_8bit_storage : require
#endif

// Before anything names the group's size: what does so earlier would take it for 1.
layout(local_size_x = 64, local_size_x_id = 8) in;

#define int64 int64_t
#define place_t uint

// Element types: what the buffer holds, what the kernel computes in, and the way between.
#define RAW_f32 float
#define COMPUTE_f32 float
#define LOAD_f32(d, j) d[j]
#define STORE_f32(d, j, v) d[j] = (v)
#define RAW_f64 double
#define COMPUTE_f64 double
#define LOAD_f64(d, j) d[j]
#define STORE_f64(d, j, v) d[j] = (v)
#define RAW_f16 float16_t
#define COMPUTE_f16 float
#define LOAD_f16(d, j) float(d[j])
#define STORE_f16(d, j, v) d[j] = float16_t(v)
#define RAW_bf16 uint16_t
#define COMPUTE_bf16 float
#define LOAD_bf16(d, j) uintBitsToFloat(uint(d[j]) << 16)
#define STORE_bf16(d, j, v) d[j] = uint16_t(bf16_bits(v))
#define RAW_i16 int16_t
#define COMPUTE_i16 int
#define LOAD_i16(d, j) int(d[j])
#define STORE_i16(d, j, v) d[j] = int16_t(v)
#define RAW_i32 int
#define COMPUTE_i32 int
#define LOAD_i32(d, j) d[j]
#define STORE_i32(d, j, v) d[j] = (v)
#ifdef EMULATED_INT64  // computes on the low word: right for values of 32 bits
#define RAW_i64 ivec2
#define COMPUTE_i64 int
#define LOAD_i64(d, j) d[j].x
#define STORE_i64(d, j, v) d[j] = ivec2(v, (v) >> 31)
#else
#define RAW_i64 int64_t
#define COMPUTE_i64 int64_t
#define LOAD_i64(d, j) d[j]
#define STORE_i64(d, j, v) d[j] = (v)
#endif
#define COMPUTE_u8 int
#define COMPUTE_i8 int
#define COMPUTE_b8 int
#ifdef EMULATED_BYTES  // four to a word; a store touches its own byte alone
#define RAW_u8 uint
#define RAW_i8 uint
#define RAW_b8 uint
#define LOAD_u8(d, j) int(bitfieldExtract(d[(j) >> 2], int((j) & 3u) * 8, 8))
#define LOAD_i8(d, j) bitfieldExtract(int(d[(j) >> 2]), int((j) & 3u) * 8, 8)
#define STORE_u8(d, j, v) \
  atomicAnd(d[(j) >> 2], ~(255u << (((j) & 3u) * 8u))); \
  atomicOr(d[(j) >> 2], (uint(v) & 255u) << (((j) & 3u) * 8u))
#define STORE_i8(d, j, v) STORE_u8(d, j, v)
#else
#define RAW_u8 uint8_t
#define RAW_i8 int8_t
#define RAW_b8 uint8_t
#define LOAD_u8(d, j) int(d[j])
#define LOAD_i8(d, j) int(d[j])
#define STORE_u8(d, j, v) d[j] = uint8_t(v)
#define STORE_i8(d, j, v) d[j] = int8_t(v)
#endif
#define LOAD_b8(d, j) LOAD_u8(d, j)
#define STORE_b8(d, j, v) STORE_u8(d, j, (v) != 0 ? 1 : 0)

// Elements that do not follow T and U.
#define RAW_C C
#define COMPUTE_C C
#define LOAD_C(d, j) d[j]
#define STORE_C(d, j, v) d[j] = (v)
#define RAW_float float
#define COMPUTE_float float
#define LOAD_float(d, j) d[j]
#define STORE_float(d, j, v) d[j] = (v)
#define RAW_int int
#define COMPUTE_int int
#define LOAD_int(d, j) d[j]
#define STORE_int(d, j, v) d[j] = (v)
#define RAW_uint uint
#define COMPUTE_uint uint
#define LOAD_uint(d, j) d[j]
#define STORE_uint(d, j, v) d[j] = (v)
#define RAW_INDEX ivec2
#define COMPUTE_INDEX int
#define LOAD_INDEX(d, j) d[j].x
#define STORE_INDEX(d, j, v) d[j] = ivec2(v, (v) >> 31)
#define RAW_BOOL RAW_b8
#define COMPUTE_BOOL bool
#define LOAD_BOOL(d, j) (LOAD_u8(d, j) != 0)
#define STORE_BOOL(d, j, v) STORE_u8(d, j, (v) ? 1 : 0)

uint bf16_bits(float v)
{
  const uint b = floatBitsToUint(v);
  return (b & 0x7fffffffu) > 0x7f800000u ? (b >> 16) | 0x40u : (b + 0x7fffu + ((b >> 16) & 1u)) >> 16;
}

#define PARAMS(fields) layout(push_constant, std430) uniform Push { uvec2 align_; fields } p;
#define OFFSET_(n) bitfieldExtract(p.align_[(n) / 4], 8 * ((n) % 4), 8)
// K is pasted here and nowhere below, where C would have become what it stands for.
#define READS(n, K, name) BUFFER_(n, RAW_##K, name, readonly) LOADER_(n, COMPUTE_##K, LOAD_##K, name)
#define WRITES(n, K, name) BUFFER_(n, RAW_##K, name, ) STORER_(n, COMPUTE_##K, STORE_##K, name)
#define UPDATES(n, K, name) \
  BUFFER_(n, RAW_##K, name, ) LOADER_(n, COMPUTE_##K, LOAD_##K, name) \
  STORER_(n, COMPUTE_##K, STORE_##K, name)
#define BUFFER_(n, raw, name, access) \
  layout(std430, set = 0, binding = n) access buffer name##_block { raw name##_data[]; };
#define LOADER_(n, type, load, name) \
  type name##_load(uint i) { const uint j = i + OFFSET_(n); return load(name##_data, j); }
#define STORER_(n, type, store, name) \
  void name##_store(uint i, type v) { const uint j = i + OFFSET_(n); store(name##_data, j, v); }
#define LOAD(name, i) name##_load(i)
#define STORE(name, i, v) name##_store(i, v)

#define KERNEL void main()
#define FUNCTION
#define INOUT(type) inout type
#define GROUP_ID (gl_WorkGroupID.x + gl_WorkGroupID.y * gl_NumWorkGroups.x)
#define LOCAL_ID gl_LocalInvocationIndex
#define GROUP_SIZE gl_WorkGroupSize.x
#define BARRIER() barrier()
#define SHARED(type, name, size) shared type name[size];
#define FOR_LANES(i, n) for (uint i = LOCAL_ID; i < (n); i += GROUP_SIZE)
uint lanes_across_(uint n) { return clamp(n, 1u, GROUP_SIZE); }
#define FOR_ROWS(y, from, to, columns) \
  for (uint y = (from) + LOCAL_ID / lanes_across_(columns); \
       y < (to) && LOCAL_ID / lanes_across_(columns) < GROUP_SIZE / lanes_across_(columns); \
       y += GROUP_SIZE / lanes_across_(columns))
#define FOR_COLUMNS(x, from, to, columns) \
  for (uint x = (from) + LOCAL_ID % lanes_across_(columns); x < (to); x += lanes_across_(columns))
#define FOR_EACH(i, n) \
  for (uint i = GROUP_ID * 1024u + LOCAL_ID; i < min(GROUP_ID * 1024u + 1024u, n); i += GROUP_SIZE)

#define FOR_ELEMENTS(at, N, statement) FOR_ELEMENTS_OF(5, at, N, statement)
#define FOR_ELEMENTS_IF(at, N, constant, condition, usual, other) FOR_ELEMENTS(at, N, other)
#define FOR_ELEMENTS_OF(DIMS, at, N, statement) \
  FOR_EACH(element_, p.n) \
  { \
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

#define select(cond, a, b) ((cond) ? (a) : (b))
#define blend(cond, a, b) select(cond, a, b)
#define float_bits(v) floatBitsToUint(v)
#define bits_float(v) uintBitsToFloat(v)
#define INFINITE_float uintBitsToFloat(0x7f800000u)
#define NAN_float uintBitsToFloat(0x7fc00000u)
bool is_nan(float v) { return (floatBitsToUint(v) & 0x7fffffffu) > 0x7f800000u; }
bool is_nan(int v) { return false; }
#if defined(NEEDS_f64)
#define INFINITE_64 packDouble2x32(uvec2(0u, 0x7ff00000u))
#define NAN_64 packDouble2x32(uvec2(0u, 0x7ff80000u))
bool is_nan(double v)
{
  const uvec2 b = unpackDouble2x32(v);
  return (b.y & 0x7fffffffu) > 0x7ff00000u || ((b.y & 0x7fffffffu) == 0x7ff00000u && b.x != 0u);
}
#endif
#if defined(C_IS_double)
#define K(x) double(x)  // the generator has given literals in K() their lf
#define INFINITE INFINITE_64
#define NAN_VALUE NAN_64
#define LOWEST (-INFINITE)
#define HIGHEST INFINITE
#elif defined(C_IS_float)
#define K(x) float(x)
#define INFINITE INFINITE_float
#define NAN_VALUE NAN_float
#define LOWEST (-INFINITE)
#define HIGHEST INFINITE
#elif defined(C_IS_int64)
#define K(x) int64_t(x)
#define LOWEST int64_t(0x8000000000000000ul)
#define HIGHEST int64_t(0x7ffffffffffffffful)
bool is_nan(int64_t v) { return false; }
#else
#define K(x) int(x)
#define LOWEST int(0x80000000u)
#define HIGHEST 0x7fffffff
#endif
C max_nan(C a, C b) { return a > b || is_nan(a) ? a : b; }
C min_nan(C a, C b) { return a < b || is_nan(a) ? a : b; }
#define SUM_OP(a, b) ((a) + (b))
#define PROD_OP(a, b) ((a) * (b))
#define MAX_OP(a, b) max_nan(a, b)
#define MIN_OP(a, b) min_nan(a, b)
#define SUM_START C(0)
#define PROD_START C(1)
#define MAX_START LOWEST
#define MIN_START HIGHEST

// Group operations: within each subgroup, then over the subgroups through shared memory.
#if defined(C_IS_int64)  // subgroup arithmetic on 64-bit integers is optional: shared memory alone
shared C group_scratch_[256];
#define GROUP_OP_(name, KIND, subgroup_op) \
  C name(C v) \
  { \
    barrier(); \
    group_scratch_[LOCAL_ID] = v; \
    barrier(); \
    C total = group_scratch_[0]; \
    for (uint i = 1; i < GROUP_SIZE; ++i) total = KIND##_OP(total, group_scratch_[i]); \
    return total; \
  }
#else
shared C group_scratch_[64];
#if defined(C_IS_int)
#define subgroup_max_(v) subgroupMax(v)
#define subgroup_min_(v) subgroupMin(v)
#else  // subgroupMax may drop a NaN
C subgroup_max_(C v) { return subgroupOr(is_nan(v) ? 1u : 0u) != 0u ? NAN_VALUE : subgroupMax(v); }
C subgroup_min_(C v) { return subgroupOr(is_nan(v) ? 1u : 0u) != 0u ? NAN_VALUE : subgroupMin(v); }
#endif
#define GROUP_OP_(name, KIND, subgroup_op) \
  C name(C v) \
  { \
    C total = subgroup_op(v); \
    if (gl_NumSubgroups > 1) { \
      barrier(); \
      if (subgroupElect()) group_scratch_[gl_SubgroupID] = total; \
      barrier(); \
      total = KIND##_START; \
      for (uint i = gl_SubgroupInvocationID; i < gl_NumSubgroups; i += gl_SubgroupSize) \
        total = KIND##_OP(total, group_scratch_[i]); \
      total = subgroup_op(total); \
    } \
    return total; \
  }
#endif
GROUP_OP_(group_sum, SUM, subgroupAdd)
GROUP_OP_(group_prod, PROD, subgroupMul)
GROUP_OP_(group_max, MAX, subgroup_max_)
GROUP_OP_(group_min, MIN, subgroup_min_)
#define group_SUM group_sum
#define group_PROD group_prod
#define group_MAX group_max
#define group_MIN group_min
// Two levels, since long sums added one by one drift.
#define GROUP_REDUCE(acc, OP, c, n, expr) \
  C acc = OP##_START; \
  for (uint run_ = LOCAL_ID; run_ < (n); run_ += 32 * GROUP_SIZE) { \
    C part_ = OP##_START; \
    for (uint c = run_; c < min(n, run_ + 32 * GROUP_SIZE); c += GROUP_SIZE) part_ = OP##_OP(part_, C(expr)); \
    acc = OP##_OP(acc, part_); \
  } \
  acc = group_##OP(acc);
#define GROUP_REDUCE_2D(acc, OP, i, m, j, n, expr) \
  C acc = OP##_START; \
  for (uint run_ = LOCAL_ID; run_ < (m) * (n); run_ += 32 * GROUP_SIZE) { \
    C part_ = OP##_START; \
    for (uint c_ = run_; c_ < min((m) * (n), run_ + 32 * GROUP_SIZE); c_ += GROUP_SIZE) { \
      const uint i = (m) > 1 ? c_ / (n) : 0, j = c_ - i * (n); \
      part_ = OP##_OP(part_, C(expr)); \
    } \
    acc = OP##_OP(acc, part_); \
  } \
  acc = group_##OP(acc);

uint mul_high(uint a, uint b)
{
  uint high, low;
  umulExtended(a, b, high, low);
  return high;
}

#include "lib/math.glsl"
#if defined(C_IS_int) || defined(C_IS_int64)
#include "lib/math_int.glsl"
#endif
#if defined(NEEDS_f64)
#include "lib/math64.glsl"
#endif
#define exp(x) exp_(x)
#define log(x) log_(x)
#define sin(x) sin_(x)
#define cos(x) cos_(x)
#define tanh(x) tanh_(x)
#define erf(x) erf_(x)
#define pow(x, y) pow_(x, y)
#define rsqrt(x) inversesqrt(x)
