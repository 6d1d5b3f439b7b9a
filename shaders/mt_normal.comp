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
  // By eights, which stand together and so vectorise.
  for (uint run = GROUP_ID * 128u + LOCAL_ID; run < min(GROUP_ID * 128u + 128u, p.n / 8u); run += GROUP_SIZE) {
    const place_t at = place_t(run) * 16u;
    for (uint k = 0u; k < 8u; ++k) {
      const C radius = sqrt(K(-2.0) * log(K(1.0) - unit(uint(at + k))));
      const C angle = K(6.283185307179586) * unit(uint(at + k + 8u));
      STORE(y, at + k, radius * cos(angle) * p.deviation + p.mean);
      STORE(y, at + k + 8u, radius * sin(angle) * p.deviation + p.mean);
    }
  }
}
