// Copies matrices with zeros above (lower) or below (upper) a diagonal. Moves bits: an 8-byte element counts
// as two, `words`, and columns is in those.
// types: i32 i16 u8
// spec KEEP: lower upper
// levels: baseline
PARAMS(uint n; uint rows; uint columns; uint words; int diagonal;)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  FOR_EACH(i, p.n) {
    const int beyond = int(i % p.columns / p.words) - int(i / p.columns % p.rows);
    const bool keep = KEEP == KEEP_lower ? beyond <= p.diagonal : beyond >= p.diagonal;
    STORE(y, i, select(keep, LOAD(x, i), C(0)));
  }
}
