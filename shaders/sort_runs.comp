// Sorts each `run` elements of (rows, n), stably: those from the first-th on in that order, at most `keep`,
// and their places in the row. Here run is at most 1024, and a group takes several rows where they are
// short, else one run of a row; the CPU sorts whole rows.
// dense
// types: f32 f64 i32 i64
// spec ORDER: ascending descending
// levels: baseline
PARAMS(uint rows; uint n; uint run; uint first; uint keep;)
READS(0, T, x)
WRITES(1, T, keys)
WRITES(2, INDEX, places)

#include "lib/merge.glsl"

KERNEL
{
  const uint runs = (p.n + p.run - 1u) / p.run;  // per row
  const uint share = runs > 1u ? 1u : 1024u / p.n;  // rows per group
  const uint row = GROUP_ID / runs * share, run = GROUP_ID - GROUP_ID / runs * runs;
  if (row >= p.rows) return;
  const uint length = min(p.run, p.n - run * p.run);
  const uint count = runs > 1u ? length : min(share, p.rows - row) * length;
  const uint base = row * p.n + run * p.run;

  // Eight elements at a time by insertion.
  const uint parts = (length + 7u) / 8u;
  for (uint part = LOCAL_ID; part < count / length * parts; part += GROUP_SIZE) {
    const uint line = part / parts;
    const uint begin = line * length + (part - line * parts) * 8u;
    const uint end = min(begin + 8u, (line + 1u) * length);
    for (uint i = begin; i < end; ++i) {
      const C key = LOAD(x, base + i);
      uint at = i;
      while (at > begin && before(key, sort_key[at - 1u])) {
        sort_key[at] = sort_key[at - 1u];
        sort_place[at] = sort_place[at - 1u];
        --at;
      }
      sort_key[at] = key;
      sort_place[at] = run * p.run + i - line * length;
    }
  }
  BARRIER();

  // Pairs of runs, merged from one half of shared memory into the other.
  const uint take = (count + GROUP_SIZE - 1u) / GROUP_SIZE;
  uint from = 0u;
  for (uint width = 8u; width < length; width *= 2u) {
    const uint to = 1024u - from;
    uint next = LOCAL_ID * take;
    const uint last = min(next + take, count);
    while (next < last) {
      const uint line = next / length;
      const uint a = line * length + (next - line * length) / (2u * width) * (2u * width);
      const uint b = min(a + width, (line + 1u) * length);
      const uint end = min(b + width, (line + 1u) * length);
      const uint stop = min(last, end);
      FOR_MERGED(o, at, next - a, stop - a, from + a, from + b, from + end, {
        sort_key[to + a + o] = sort_key[at];
        sort_place[to + a + o] = sort_place[at];
      })
      next = stop;
    }
    BARRIER();
    from = to;
  }

  const uint kept = (runs - 1u) * p.keep + min(p.keep, p.n - (runs - 1u) * p.run - p.first);  // per row
  const uint wide = min(p.keep, length - p.first);
  FOR_LANES(i, count / length * wide) {
    const uint line = uint(i) / wide, c = uint(i) - line * wide;
    const uint to = (row + line) * kept + run * p.keep + c;
    const uint at = from + line * length + p.first + c;
    STORE(keys, to, sort_key[at]);
    STORE(places, to, int(sort_place[at]));
  }
}
