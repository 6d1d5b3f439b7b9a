// What the dialect's C++ and CUDA forms share: element types, mathematics, reductions. Included inside the
// dialect's namespace, with ALWAYS_INLINE defined.

using uint = uint32_t;
using int64 = int64_t;

ALWAYS_INLINE uint float_bits(float v) { return __builtin_bit_cast(uint, v); }
ALWAYS_INLINE float bits_float(uint v) { return __builtin_bit_cast(float, v); }
template <class V>
ALWAYS_INLINE V select(bool cond, V a, V b) {
  return cond ? a : b;
}

/// select by masks, for data so random that a branch would be guessed wrong every other time.
template <class V>
ALWAYS_INLINE V blend(bool cond, V a, V b) {
  if constexpr (sizeof(V) == 4) {
    const uint mask = 0u - uint(cond);
    return __builtin_bit_cast(V, (__builtin_bit_cast(uint, a) & mask) | (__builtin_bit_cast(uint, b) & ~mask));
  } else {
    const uint64_t mask = 0u - uint64_t(cond);
    return __builtin_bit_cast(
        V, (__builtin_bit_cast(uint64_t, a) & mask) | (__builtin_bit_cast(uint64_t, b) & ~mask));
  }
}

/// binary16 bits as float, and back to nearest even; branch-free, so that loops vectorise.
ALWAYS_INLINE float half_to_float(uint16_t h) {
  const uint magnitude = uint(h & 0x7fffu) << 13;
  const uint scaled = float_bits(bits_float(magnitude) * 0x1p112f);
  const uint bits = magnitude >= 0x0f800000u ? magnitude | 0x7f800000u : scaled;
  return bits_float(bits | uint(h & 0x8000u) << 16);
}
ALWAYS_INLINE uint16_t float_to_half(float v) {
  const uint bits = float_bits(v), magnitude = bits & 0x7fffffffu;
  const uint small = float_bits(bits_float(magnitude) + 0.5f) - 0x3f000000u;
  const uint normal = (magnitude + 0xc8000fffu + ((magnitude >> 13) & 1u)) >> 13;
  const uint large = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
  const uint rounded = magnitude < 0x38800000u ? small : normal;
  return uint16_t((magnitude >= 0x47800000u ? large : rounded) | (bits >> 16 & 0x8000u));
}
ALWAYS_INLINE uint16_t float_to_bf16(float v) {
  const uint b = float_bits(v);
  const uint rounded = (b + 0x7fffu + ((b >> 16) & 1u)) >> 16;
  return uint16_t((b & 0x7fffffffu) > 0x7f800000u ? (b >> 16) | 0x40u : rounded);
}

/// What a buffer holds, what the kernel computes in, and the way between.
template <class R, class V>
struct Plain {
  using Raw = R;
  using Compute = V;
  static ALWAYS_INLINE V load(R r) { return V(r); }
  static ALWAYS_INLINE R store(V v) { return R(v); }
};
template <class K>
struct Elem : Plain<K, K> {};  // float, int, uint, and C
struct f32 {};
struct f64 {};
struct f16 {};
struct bf16 {};
struct u8 {};
struct i8 {};
struct i16 {};
struct i32 {};
struct i64 {};
struct b8 {};
struct INDEX {};
struct BOOL {};
struct none {};
template <> struct Elem<f32> : Plain<float, float> {};
template <> struct Elem<f64> : Plain<double, double> {};
template <> struct Elem<u8> : Plain<uint8_t, int> {};
template <> struct Elem<i8> : Plain<int8_t, int> {};
template <> struct Elem<i16> : Plain<int16_t, int> {};
template <> struct Elem<i32> : Plain<int32_t, int> {};
template <> struct Elem<i64> : Plain<int64_t, int64_t> {};
template <> struct Elem<INDEX> : Plain<int64_t, int> {};
template <> struct Elem<none> : Plain<float, float> {};
template <> struct Elem<b8> : Plain<uint8_t, int> {
  static ALWAYS_INLINE uint8_t store(int v) { return v != 0; }
};
template <> struct Elem<BOOL> : Plain<uint8_t, bool> {
  static ALWAYS_INLINE bool load(uint8_t r) { return r != 0; }
};
template <> struct Elem<f16> : Plain<uint16_t, float> {
  static ALWAYS_INLINE float load(uint16_t r) { return half_to_float(r); }
  static ALWAYS_INLINE uint16_t store(float v) { return float_to_half(v); }
};
template <> struct Elem<bf16> : Plain<uint16_t, float> {
  static ALWAYS_INLINE float load(uint16_t r) { return bits_float(uint(r) << 16); }
  static ALWAYS_INLINE uint16_t store(float v) { return float_to_bf16(v); }
};

template <class V> struct Limits;
template <> struct Limits<float> {
  static constexpr float lowest = -__builtin_inff(), highest = __builtin_inff();
};
template <> struct Limits<double> {
  static constexpr double lowest = -__builtin_inf(), highest = __builtin_inf();
};
template <> struct Limits<int> { static constexpr int lowest = INT32_MIN, highest = INT32_MAX; };
template <> struct Limits<int64> { static constexpr int64 lowest = INT64_MIN, highest = INT64_MAX; };

template <class V> ALWAYS_INLINE bool is_nan(V v) { return v != v; }
ALWAYS_INLINE uint mul_high(uint a, uint b) { return uint(uint64_t(a) * b >> 32); }
template <class A, class B> ALWAYS_INLINE auto max(A a, B b) { return a < b ? b : a; }
template <class A, class B> ALWAYS_INLINE auto min(A a, B b) { return b < a ? b : a; }
// Two choices, since compilers make a branch of one by two conditions, which random data take now and then.
template <class V>
ALWAYS_INLINE V max_nan(V a, V b) {
  const V more = a > b ? a : b;
  return a != a ? a : more;
}
template <class V>
ALWAYS_INLINE V min_nan(V a, V b) {
  const V less = a < b ? a : b;
  return a != a ? a : less;
}
template <class V> ALWAYS_INLINE V abs(V v) { return v < V(0) ? -v : v; }
ALWAYS_INLINE float abs(float v) { return __builtin_fabsf(v); }
ALWAYS_INLINE double abs(double v) { return __builtin_fabs(v); }
ALWAYS_INLINE float floor(float v) { return __builtin_floorf(v); }
ALWAYS_INLINE double floor(double v) { return __builtin_floor(v); }
ALWAYS_INLINE float sqrt(float v) { return __builtin_sqrtf(v); }
ALWAYS_INLINE double sqrt(double v) { return __builtin_sqrt(v); }
ALWAYS_INLINE float rsqrt(float v) { return 1.0f / __builtin_sqrtf(v); }
ALWAYS_INLINE double rsqrt(double v) { return 1.0 / __builtin_sqrt(v); }

#define FUNCTION ALWAYS_INLINE
#define INOUT(type) type&
#include "lib/math.glsl"
#define C int
#include "lib/math_int.glsl"
#undef C
#define C int64
#include "lib/math_int.glsl"
#undef C
#define MATH_(name) \
  ALWAYS_INLINE float name(float x) { return name##_(x); } \
  ALWAYS_INLINE double name(double x) { return ::name(x); }
MATH_(exp) MATH_(log) MATH_(sin) MATH_(cos) MATH_(tanh) MATH_(erf)
ALWAYS_INLINE float pow(float x, float y) { return pow_(x, y); }
ALWAYS_INLINE double pow(double x, double y) { return ::pow(x, y); }
ALWAYS_INLINE int pow(int x, int y) { return pow_(x, y); }
ALWAYS_INLINE int64 pow(int64 x, int64 y) { return pow_(x, y); }

#define EACH_REDUCTION_(X) \
  X(SUM, V(0), a + b) X(PROD, V(1), a * b) \
  X(MAX, Limits<V>::lowest, max_nan(a, b)) X(MIN, Limits<V>::highest, min_nan(a, b))
#define REDUCTION_(name, first, formula) \
  struct name##_op { \
    template <class V> static ALWAYS_INLINE V start() { return first; } \
    template <class V> static ALWAYS_INLINE V apply(V a, V b) { return formula; } \
  };
EACH_REDUCTION_(REDUCTION_)
