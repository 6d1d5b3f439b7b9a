// Normal numbers by Box and Muller, in pairs. A block of the stream gives elements i, i + blocks, ...: four
// from words of 32 bits, or two from words of 53 where WIDE.
// types: f32 f64 f16 bf16
// spec WIDE: no yes
PARAMS(uint n; uint blocks; C mean; C deviation;)
READS(0, uint, position)
WRITES(1, T, y)

#include "lib/random.glsl"

// Both are above 0; the first reaches 1, whose logarithm is 0.
FUNCTION C narrow_unit(uint word) { return C(word) * K(2.3283064365386963e-10) + K(1.1641532182693481e-10); }
FUNCTION C wide_unit(uint high, uint low)
{
  return (C(high) + (C(low >> 11u) + K(0.5)) * K(4.76837158203125e-7)) * K(2.3283064365386963e-10);
}
FUNCTION C radius(C unit) { return sqrt(K(-2.0) * log(unit)) * p.deviation; }
FUNCTION C angle(C unit) { return K(6.283185307179586) * unit; }

KERNEL
{
  const uint key0 = LOAD(position, 0u);
  const uint key1 = LOAD(position, 1u);
  const uint offset0 = LOAD(position, 2u);
  const uint offset1 = LOAD(position, 3u);
  const uint parts = WIDE == WIDE_yes ? 2u : 4u;
  // Blocks all of whose elements exist, so that the long loop has no branches.
  const uint full = p.n > p.blocks * (parts - 1u) ? p.n - p.blocks * (parts - 1u) : 0u;
  FOR_EACH(i, full) {
    const Words w = philox(uint(i), key0, key1, offset0, offset1);
    if (WIDE == WIDE_yes) {
      const C r = radius(wide_unit(w.a, w.b));
      const C t = angle(wide_unit(w.c, w.d));
      STORE(y, i, p.mean + r * cos(t));
      STORE(y, i + p.blocks, p.mean + r * sin(t));
    } else {
      const C r = radius(narrow_unit(w.a));
      const C t = angle(narrow_unit(w.b));
      const C r2 = radius(narrow_unit(w.c));
      const C t2 = angle(narrow_unit(w.d));
      STORE(y, i, p.mean + r * cos(t));
      STORE(y, i + p.blocks, p.mean + r * sin(t));
      STORE(y, i + 2u * p.blocks, p.mean + r2 * cos(t2));
      STORE(y, i + 3u * p.blocks, p.mean + r2 * sin(t2));
    }
  }
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  for (uint i = full; i < p.blocks; ++i) {
    const Words w = philox(i, key0, key1, offset0, offset1);
    const uint j = i + p.blocks;
    const C r = WIDE == WIDE_yes ? radius(wide_unit(w.a, w.b)) : radius(narrow_unit(w.a));
    const C t = WIDE == WIDE_yes ? angle(wide_unit(w.c, w.d)) : angle(narrow_unit(w.b));
    STORE(y, i, p.mean + r * cos(t));
    if (j < p.n) STORE(y, j, p.mean + r * sin(t));
    if (WIDE == WIDE_no && j + p.blocks < p.n)
      STORE(y, j + p.blocks, p.mean + radius(narrow_unit(w.c)) * cos(angle(narrow_unit(w.d))));
  }
}
