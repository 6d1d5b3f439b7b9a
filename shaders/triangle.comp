// Copies matrices with zeros above (lower) or below (upper) a diagonal. Moves bits: an 8-byte element counts
// as two, `words`, and columns is in those. A group takes `share` of all matrices' `total` rows.
// types: i32 i16 u8
// spec KEEP: lower upper
// levels: baseline v3
PARAMS(uint total; uint share; uint rows; uint columns; uint words; int diagonal;)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  const uint from = GROUP_ID * p.share;
  const uint to = min(from + p.share, p.total);
  FOR_ROWS(r, from, to, p.columns) {
    // The columns from which on (lower), or up to which (upper), there are zeros.
    const int edge = int(uint(r) % p.rows) + p.diagonal + (KEEP == KEEP_lower ? 1 : 0);
    const uint border = uint(min(max(edge * int(p.words), 0), int(p.columns)));
    const place_t base = r * p.columns;
    FOR_COLUMNS(c, 0u, p.columns, p.columns) {
      const bool keep = KEEP == KEEP_lower ? c < border : c >= border;
      STORE(y, base + c, select(keep, LOAD(x, base + c), C(0)));
    }
  }
}
