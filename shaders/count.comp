// How often each number below `bins` occurs among n; others do not count. A group takes a share of the numbers
// and 4096 bins, of which each lane counts its own, so that no two meet. Leaves (shares, bins) counts.
// types:
// levels: baseline
PARAMS(uint n; uint bins; uint shares;)
READS(0, INDEX, x)
WRITES(1, int, counts)
SHARED(uint, bin, 4096)

KERNEL
{
  const uint tiles = (p.bins + 4095u) / 4096u, share = GROUP_ID / tiles;
  if (share >= p.shares) return;
  const uint first = (GROUP_ID - share * tiles) * 4096u, wide = min(4096u, p.bins - first);
  const uint each = (p.n + p.shares - 1u) / p.shares;
  const uint begin = min(share * each, p.n), end = min(begin + each, p.n);
  FOR_LANES(i, wide) bin[i] = 0u;
  BARRIER();
  for (uint i = begin; i < end; ++i) {
    const uint k = uint(LOAD(x, i)) - first;  // of smaller numbers: large
    if (k < wide && k % GROUP_SIZE == LOCAL_ID) bin[k] += 1u;
  }
  BARRIER();
  FOR_LANES(i, wide) STORE(counts, share * p.bins + first + uint(i), int(bin[i]));
}
