// Uniform numbers on [from, from + span) with as many random bits as T keeps. A block of the stream gives
// elements i, i + blocks, ...: four of 32 bits, or two of 53 where WIDE.
// types: f32 f64 f16 bf16
// spec WIDE: no yes
PARAMS(uint n; uint blocks; uint shift; C scale; C from; C span;)
READS(0, uint, position)
WRITES(1, T, y)

#include "lib/random.glsl"

FUNCTION C place(C unit)
{
  const C v = p.from + unit * p.span;
  return v < p.from + p.span ? v : p.from;
}
FUNCTION C narrow_unit(uint word) { return C(word >> p.shift) * p.scale; }
FUNCTION C wide_unit(uint high, uint low) { return (C(high) + C(low >> 11u) * K(4.76837158203125e-7)) * p.scale; }

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
      STORE(y, i, place(wide_unit(w.a, w.b)));
      STORE(y, i + p.blocks, place(wide_unit(w.c, w.d)));
    } else {
      STORE(y, i, place(narrow_unit(w.a)));
      STORE(y, i + p.blocks, place(narrow_unit(w.b)));
      STORE(y, i + 2u * p.blocks, place(narrow_unit(w.c)));
      STORE(y, i + 3u * p.blocks, place(narrow_unit(w.d)));
    }
  }
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  for (uint i = full; i < p.blocks; ++i) {
    const Words w = philox(i, key0, key1, offset0, offset1);
    const uint j = i + p.blocks;
    if (WIDE == WIDE_yes) {
      STORE(y, i, place(wide_unit(w.a, w.b)));
      if (j < p.n) STORE(y, j, place(wide_unit(w.c, w.d)));
    } else {
      STORE(y, i, place(narrow_unit(w.a)));
      if (j < p.n) STORE(y, j, place(narrow_unit(w.b)));
      if (j + p.blocks < p.n) STORE(y, j + p.blocks, place(narrow_unit(w.c)));
    }
  }
}
