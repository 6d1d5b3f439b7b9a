// Uniform numbers on [from, from + span) from the words of a generator.
// types: f32 f64 f16 bf16
// spec WIDE: no yes
PARAMS(uint n; uint mask; C scale; C from; C span;)
READS(0, uint, words)
WRITES(1, T, y)

#include "lib/mt_unit.glsl"

KERNEL
{
  FOR_EACH(i, p.n) { STORE(y, i, unit(uint(i)) * p.span + p.from); }
}
