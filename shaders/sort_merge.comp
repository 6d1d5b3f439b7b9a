// Merges pairs of sorted runs of `width` elements, a multiple of 1024, in rows of n keys and their places.
// A group makes 1024 elements of the result.
// types: f32 f64 i32 i64
// spec ORDER: ascending descending
// levels: baseline
PARAMS(uint rows; uint n; uint width;)
READS(0, T, keys)
READS(1, INDEX, places)
WRITES(2, T, merged_keys)
WRITES(3, INDEX, merged_places)

#include "lib/merge.glsl"
SHARED(uint, cut, 2)

// As taken_from_first, of runs in the buffer.
FUNCTION uint stored_before(uint a, uint b, uint end, uint count)
{
  uint low = count > end - b ? count - (end - b) : 0u;
  uint high = min(count, b - a);
  while (low < high) {
    const uint middle = (low + high) / 2u;
    if (before(LOAD(keys, b + (count - 1u - middle)), LOAD(keys, a + middle)))
      high = middle;
    else
      low = middle + 1u;
  }
  return low;
}

KERNEL
{
  const uint tiles = (p.n + 1023u) / 1024u;
  const uint row = GROUP_ID / tiles, tile = (GROUP_ID - row * tiles) * 1024u;
  if (row >= p.rows) return;
  const uint base = row * p.n;
  const uint a = tile / (2u * p.width) * (2u * p.width);
  const uint b = min(a + p.width, p.n), end = min(b + p.width, p.n);
  const uint from = tile - a, count = min(1024u, p.n - tile);
  for (uint side = LOCAL_ID; side < 2u; side += GROUP_SIZE)
    cut[side] = stored_before(base + a, base + b, base + end, from + side * count);
  BARRIER();
  const uint left = cut[1] - cut[0];
  const uint first = base + a + cut[0], second = base + b + (from - cut[0]);
  FOR_LANES(i, count) {
    const uint at = uint(i) < left ? first + uint(i) : second + (uint(i) - left);
    sort_key[i] = LOAD(keys, at);
    sort_place[i] = uint(LOAD(places, at));
  }
  BARRIER();
  const uint take = (count + GROUP_SIZE - 1u) / GROUP_SIZE;
  const uint begin = min(LOCAL_ID * take, count), stop = min(begin + take, count);
  FOR_MERGED(o, at, begin, stop, 0u, left, count, {
    STORE(merged_keys, base + tile + o, sort_key[at]);
    STORE(merged_places, base + tile + o, int(sort_place[at]));
  })
}
