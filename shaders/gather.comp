// Elements of (outer, n, inner) picked along the middle dim by an index of (outer, count, inner); an index
// outside is clamped. Moves bits: `words` per element. rows: inner is 1, one group per row of count; columns:
// one group per row of inner; lanes: short rows of inner, `share` of them per group.
// types: i32 i16 u8
// levels: baseline
// spec FORM: rows columns lanes
PARAMS(uint total; uint count; uint n; uint inner; uint words; uint share;)
READS(0, T, x)
READS(1, INDEX, index)
WRITES(2, T, y)

KERNEL
{
  if (FORM == FORM_rows) {
    if (GROUP_ID * p.count >= p.total) return;
    const uint to = GROUP_ID * p.count;
    const uint from = GROUP_ID * p.n;
    if (p.words == 1u) {
      FOR_LANES(j, p.count)
        STORE(y, to + j, LOAD(x, from + uint(min(max(LOAD(index, to + j), 0), int(p.n) - 1))));
    } else {
      FOR_LANES(j, p.count) {
        const uint at = (from + uint(min(max(LOAD(index, to + j), 0), int(p.n) - 1))) * 2u;
        STORE(y, (to + j) * 2u, LOAD(x, at));
        STORE(y, (to + j) * 2u + 1u, LOAD(x, at + 1u));
      }
    }
  } else if (FORM == FORM_columns) {
    if (GROUP_ID * p.inner >= p.total) return;
    const uint to = GROUP_ID * p.inner;
    const uint from = GROUP_ID / p.count * p.n * p.inner;
    if (p.words == 1u) {
      FOR_LANES(i, p.inner)
        STORE(y, to + i, LOAD(x, from + uint(min(max(LOAD(index, to + i), 0), int(p.n) - 1)) * p.inner + i));
    } else {
      FOR_LANES(i, p.inner) {
        const uint at = (from + uint(min(max(LOAD(index, to + i), 0), int(p.n) - 1)) * p.inner + uint(i)) * 2u;
        STORE(y, (to + i) * 2u, LOAD(x, at));
        STORE(y, (to + i) * 2u + 1u, LOAD(x, at + 1u));
      }
    }
  } else {
    const uint first = GROUP_ID * p.share;
    FOR_ROWS(row, first, min(first + p.share, p.total / p.inner), p.inner) {
      const uint base = uint(row) / p.count * p.n;
      FOR_COLUMNS(i, 0u, p.inner, p.inner) {
        const place_t to = row * p.inner + i;
        const place_t from = (base + uint(min(max(LOAD(index, to), 0), int(p.n) - 1))) * p.inner + i;
        if (p.words == 1u) {
          STORE(y, to, LOAD(x, from));
        } else {
          STORE(y, to * 2u, LOAD(x, from * 2u));
          STORE(y, to * 2u + 1u, LOAD(x, from * 2u + 1u));
        }
      }
    }
  }
}
