// Zeroes elements whose random word is below a threshold and scales the rest. A block of the stream serves
// elements i, i + blocks, i + 2 blocks and i + 3 blocks. Applied to a gradient from the same position, it is
// its own gradient.
// types: f32 f64 f16 bf16
PARAMS(uint n; uint blocks; uint threshold; C scale;)
READS(0, T, x)
READS(1, uint, position)
WRITES(2, T, y)

#include "lib/random.glsl"

KERNEL
{
  const uint key0 = LOAD(position, 0u);
  const uint key1 = LOAD(position, 1u);
  const uint offset0 = LOAD(position, 2u);
  const uint offset1 = LOAD(position, 3u);
  // Blocks all of whose elements exist, so that the long loop has no branches.
  const uint full = p.n > p.blocks * 3u ? p.n - p.blocks * 3u : 0u;
  FOR_EACH(i, full) {
    const Words w = philox(uint(i), key0, key1, offset0, offset1);
    STORE(y, i, select(w.a < p.threshold, K(0.0), LOAD(x, i) * p.scale));
    STORE(y, i + p.blocks, select(w.b < p.threshold, K(0.0), LOAD(x, i + p.blocks) * p.scale));
    STORE(y, i + 2u * p.blocks, select(w.c < p.threshold, K(0.0), LOAD(x, i + 2u * p.blocks) * p.scale));
    STORE(y, i + 3u * p.blocks, select(w.d < p.threshold, K(0.0), LOAD(x, i + 3u * p.blocks) * p.scale));
  }
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  for (uint i = full; i < p.blocks; ++i) {
    const Words w = philox(i, key0, key1, offset0, offset1);
    const uint j = i + p.blocks;
    const uint k = j + p.blocks;
    STORE(y, i, select(w.a < p.threshold, K(0.0), LOAD(x, i) * p.scale));
    if (j < p.n) STORE(y, j, select(w.b < p.threshold, K(0.0), LOAD(x, j) * p.scale));
    if (k < p.n) STORE(y, k, select(w.c < p.threshold, K(0.0), LOAD(x, k) * p.scale));
  }
}
