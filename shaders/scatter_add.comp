// Joins elements of (outer, count, inner) at an index of that shape along the middle dim to those of
// (outer, n, inner), always in the same order and without atomics: a lane owns a column and, where columns
// are few, a share of the destinations in runs of 1 << shift. An index outside does nothing. buckets is a
// power of two. On the CPU a group takes `band` columns of one outer, and walks the index row by row.
// types: f32:f32 f64:f64 f16:f32 bf16:f32 i32:i32 i64:i64
// spec OP: sum prod max min
// levels: baseline
PARAMS(uint columns; uint count; uint n; uint inner; uint buckets; uint shift; uint band;)
READS(0, T, x)
READS(1, INDEX, index)
UPDATES(2, U, y)

FUNCTION C join(C a, C b)
{
  return OP == OP_sum ? a + b : OP == OP_prod ? a * b : OP == OP_max ? max_nan(a, b) : min_nan(a, b);
}

KERNEL
{
  if (GROUP_SIZE == 1u && p.band != 0u) {
    const uint bands = (p.inner + p.band - 1u) / p.band;
    const uint outer = GROUP_ID / bands;
    const uint first = (GROUP_ID - outer * bands) * p.band;
    if (outer * p.inner >= p.columns) return;
    for (uint j = 0; j < p.count; ++j) {
      const uint from = (outer * p.count + j) * p.inner;
      for (uint i = first; i < min(first + p.band, p.inner); ++i) {
        const int k = LOAD(index, from + i);
        if (k < 0 || k >= int(p.n)) continue;
        const uint to = (outer * p.n + uint(k)) * p.inner + i;
        STORE(y, to, join(LOAD(y, to), LOAD(x, from + i)));
      }
    }
    return;
  }
  FOR_EACH(lane, p.columns * p.buckets) {
    const uint column = uint(lane) / p.buckets;
    const uint bucket = uint(lane) % p.buckets;
    const uint o = column / p.inner;
    const uint i = column % p.inner;
    for (uint j = 0; j < p.count; ++j) {
      const uint from = (o * p.count + j) * p.inner + i;
      const int k = LOAD(index, from);
      if (k < 0 || k >= int(p.n) || (uint(k) >> p.shift & (p.buckets - 1u)) != bucket) continue;
      const uint to = (o * p.n + uint(k)) * p.inner + i;
      STORE(y, to, join(LOAD(y, to), LOAD(x, from)));
    }
  }
}
