// Writes elements at offsets that a tensor holds (times scale), past a place of their own; a negative offset
// writes nothing. Moves bits. Which of several elements for one place stays is not defined. The walk is over up
// to seven dims, innermost first, with strides of x, offset and y in turn. rows: one offset for each row of the
// innermost dim, one group per row; lanes: one lane per element.
// types: i64 i32 i16 u8
// spec FORM: rows lanes
// levels: baseline
PARAMS(uint n; uint rank; uint sizes[6]; uint strides[21]; uint scale;)
READS(0, T, x)
READS(1, INDEX, offset)
UPDATES(2, T, y)

KERNEL
{
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.n / p.sizes[0]) return;
    uint rest = GROUP_ID;
    uint from = 0u;
    uint slot = 0u;
    uint to = 0u;
    for (uint d = 1u; d < p.rank; ++d) {
      const uint next = d + 1u < p.rank ? rest / p.sizes[d] : 0u;
      const uint coord = d + 1u < p.rank ? rest - next * p.sizes[d] : rest;
      from += coord * p.strides[d];
      slot += coord * p.strides[7u + d];
      to += coord * p.strides[14u + d];
      rest = next;
    }
    const int past = LOAD(offset, slot);
    if (past < 0) return;
    to += uint(past) * p.scale;
    if (p.strides[0] == 1u && p.strides[14] == 1u)
      FOR_LANES(i, p.sizes[0]) STORE(y, to + i, LOAD(x, from + i));
    else
      FOR_LANES(i, p.sizes[0]) STORE(y, to + uint(i) * p.strides[14], LOAD(x, from + uint(i) * p.strides[0]));
  } else {
    FOR_EACH(e, p.n) {
      uint rest = uint(e);
      uint from = 0u;
      uint slot = 0u;
      uint to = 0u;
      for (uint d = 0u; d < p.rank; ++d) {
        const uint next = d + 1u < p.rank ? rest / p.sizes[d] : 0u;
        const uint coord = d + 1u < p.rank ? rest - next * p.sizes[d] : rest;
        from += coord * p.strides[d];
        slot += coord * p.strides[7u + d];
        to += coord * p.strides[14u + d];
        rest = next;
      }
      const int past = LOAD(offset, slot);
      if (past >= 0) STORE(y, to + uint(past) * p.scale, LOAD(x, from));
    }
  }
}
