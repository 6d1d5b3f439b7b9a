// Reverses dims of a contiguous tensor: those whose bit in `reversed` is set, innermost first. Moves bits: an
// 8-byte element counts as two, `words`.
// types: i32 i16 u8
// levels: baseline
PARAMS(uint n; uint words; uint rank; uint reversed; uint sizes[8];)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  FOR_EACH(i, p.n) {
    uint rest = i / p.words;
    uint from = 0;
    uint stride = 1;
    for (uint d = 0; d < p.rank; ++d) {
      const uint size = p.sizes[d];
      const uint c = rest % size;
      rest /= size;
      from += (((p.reversed >> d) & 1u) != 0u ? size - 1u - c : c) * stride;
      stride *= size;
    }
    STORE(y, i, LOAD(x, from * p.words + i % p.words));
  }
}
