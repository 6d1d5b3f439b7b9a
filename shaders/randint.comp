// Integers low + word modulo span (span 0: all 2^32). Blocks serve elements i, i + blocks, ...
// types:
PARAMS(uint n; uint blocks; int low; uint span;)
READS(0, uint, position)
WRITES(1, INDEX, y)

#include "lib/random.glsl"

FUNCTION int place(uint word) { return p.low + int(p.span == 0u ? word : word % p.span); }

KERNEL
{
  const uint key0 = LOAD(position, 0u);
  const uint key1 = LOAD(position, 1u);
  const uint offset0 = LOAD(position, 2u);
  const uint offset1 = LOAD(position, 3u);
  FOR_EACH(i, p.blocks) {
    const Words w = philox(uint(i), key0, key1, offset0, offset1);
    STORE(y, i, place(w.a));
    if (i + p.blocks < p.n) STORE(y, i + p.blocks, place(w.b));
    if (i + 2u * p.blocks < p.n) STORE(y, i + 2u * p.blocks, place(w.c));
    if (i + 3u * p.blocks < p.n) STORE(y, i + 3u * p.blocks, place(w.d));
  }
}
