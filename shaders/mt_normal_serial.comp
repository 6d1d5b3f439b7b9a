// Normal numbers one after the other, as PyTorch draws fewer than sixteen: of each pair the second waits in
// `spare` {number, whether there is one} for the next call.
// types: f64
// levels: baseline
PARAMS(uint n; C mean; C deviation;)
UPDATES(0, uint, state)
UPDATES(1, T, spare)
WRITES(2, T, y)

#include "lib/mt19937.glsl"

FUNCTION uint mt_next()
{
  uint at = LOAD(state, 624u);
  if (at >= 624u) {
    mt_refill();
    at = 0u;
  }
  STORE(state, 624u, at + 1u);
  return mt_temper(LOAD(state, at));
}

FUNCTION C mt_unit53()
{
  const C high = C(mt_next() & 0x1fffffu);
  return (high * K(4294967296.0) + C(mt_next())) * K(1.1102230246251565e-16);
}

KERNEL
{
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  for (uint i = 0u; i < p.n; ++i) {
    C v = LOAD(spare, 0u);
    if (LOAD(spare, 1u) != K(0.0)) {
      STORE(spare, 1u, K(0.0));
    } else {
      const C angle = K(6.283185307179586) * mt_unit53();
      const C radius = sqrt(K(-2.0) * log(K(1.0) - mt_unit53()));
      STORE(spare, 0u, radius * sin(angle));
      STORE(spare, 1u, K(1.0));
      v = radius * cos(angle);
    }
    STORE(y, i, v * p.deviation + p.mean);
  }
}
