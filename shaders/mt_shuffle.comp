// 0..n-1 in random order: each place from the first on changes with itself or a later one.
// types:
// levels: baseline
PARAMS(uint n;)
READS(0, uint, words)
UPDATES(1, INDEX, y)

KERNEL
{
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  for (uint i = 0u; i < p.n; ++i) STORE(y, i, int(i));
  for (uint i = 0u; i + 1u < p.n; ++i) {
    const uint other = i + LOAD(words, i) % (p.n - i);
    const int moved = LOAD(y, i);
    STORE(y, i, LOAD(y, other));
    STORE(y, other, moved);
  }
}
