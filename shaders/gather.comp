// Elements of (outer, n, inner) picked along the middle dim by an index of (outer, count, inner); an index
// outside is clamped. Moves bits: `words` per element.
// types: i32 i16 u8
PARAMS(uint total; uint count; uint n; uint inner; uint words;)
READS(0, T, x)
READS(1, INDEX, index)
WRITES(2, T, y)

KERNEL
{
  FOR_EACH(i, p.total) {
    const int k = min(max(LOAD(index, i), 0), int(p.n) - 1);
    const uint from = (i / p.inner / p.count * p.n + uint(k)) * p.inner + i % p.inner;
    for (uint word = 0; word < p.words; ++word)
      STORE(y, i * p.words + word, LOAD(x, from * p.words + word));
  }
}
