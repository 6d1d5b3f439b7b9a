// Normal numbers by Box and Muller: each sixteen elements take their radius from the first eight units and
// their angle from the last eight. n is the number of pairs.
// types: f32 f64 f16 bf16
// spec WIDE: no yes
PARAMS(uint n; uint mask; C scale; C mean; C deviation;)
READS(0, uint, words)
WRITES(1, T, y)

#include "lib/mt_unit.glsl"

KERNEL
{
  FOR_EACH(i, p.n) {
    const uint at = (uint(i) / 8u) * 16u + uint(i) % 8u;
    const C radius = sqrt(K(-2.0) * log(K(1.0) - unit(at)));
    const C angle = K(6.283185307179586) * unit(at + 8u);
    STORE(y, at, radius * cos(angle) * p.deviation + p.mean);
    STORE(y, at + 8u, radius * sin(angle) * p.deviation + p.mean);
  }
}
