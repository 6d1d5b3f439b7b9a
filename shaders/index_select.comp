// Slices of (outer, n, inner) picked along the middle dim; an index outside is clamped. Moves bits: 8-byte
// elements count as two. rows: one group per slice of inner; lanes: short slices, `share` of them per group;
// single: outer is 1 and inner 1.
// types: i32 i16 u8
// levels: baseline v3
// spec FORM: rows lanes single
PARAMS(uint rows; uint count; uint n; uint inner; uint share;)
READS(0, T, x)
READS(1, INDEX, index)
WRITES(2, T, y)

KERNEL
{
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.rows) return;
    const int k = min(max(LOAD(index, GROUP_ID % p.count), 0), int(p.n) - 1);
    const uint from = (GROUP_ID / p.count * p.n + uint(k)) * p.inner;
    const uint to = GROUP_ID * p.inner;
    FOR_LANES(i, p.inner) STORE(y, to + i, LOAD(x, from + i));
  } else if (FORM == FORM_single) {
    FOR_EACH(i, p.rows) STORE(y, i, LOAD(x, uint(min(max(LOAD(index, i), 0), int(p.n) - 1))));
  } else {
    const uint first = GROUP_ID * p.share;
    FOR_ROWS(row, first, min(first + p.share, p.rows), p.inner) {
      const uint o = uint(row) / p.count;
      const int k = min(max(LOAD(index, uint(row) - o * p.count), 0), int(p.n) - 1);
      const place_t from = (o * p.n + uint(k)) * p.inner;
      const place_t to = row * p.inner;
      FOR_COLUMNS(i, 0u, p.inner, p.inner) STORE(y, to + i, LOAD(x, from + i));
    }
  }
}
