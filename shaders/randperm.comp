// A random permutation of 0..n-1. rank: each element's place among random keys, for small n. walk: a keyed
// Feistel cipher on the next power of four, applied again until it lands below n (cycle walking; Black and
// Rogaway 2002), whose rounds are Philox words.
// types:
// levels: baseline
// spec FORM: rank walk
PARAMS(uint n; uint half_bits;)
READS(0, uint, position)
READS(1, INDEX, keys)
WRITES(2, INDEX, y)

#include "lib/random.glsl"

KERNEL
{
  const uint key0 = LOAD(position, 0u);
  const uint key1 = LOAD(position, 1u);
  const uint offset0 = LOAD(position, 2u);
  const uint offset1 = LOAD(position, 3u);
  const uint mask = (1u << p.half_bits) - 1u;
  FOR_EACH(e, p.n) {
    uint v = uint(e);
    if (FORM == FORM_rank) {
      const int mine = LOAD(keys, v);
      v = 0u;
      for (uint j = 0u; j < p.n; ++j) {
        const int other = LOAD(keys, j);
        v += other < mine || (other == mine && j < uint(e)) ? 1u : 0u;
      }
    } else {
      do {
        uint left = v >> p.half_bits;
        uint right = v & mask;
        for (uint r = 0u; r < 6u; ++r) {
          const uint next = left ^ (philox(right, key0 ^ r, key1, offset0, offset1).a & mask);
          left = right;
          right = next;
        }
        v = left << p.half_bits | right;
      } while (v >= p.n);
    }
    STORE(y, e, int(v));
  }
}
