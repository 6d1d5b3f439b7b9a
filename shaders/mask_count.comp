// How many elements of each block of a mask hold.
// types:
PARAMS(uint n; uint block;)
READS(0, BOOL, mask)
WRITES(1, int, counts)

KERNEL
{
  const uint begin = GROUP_ID * p.block;
  if (begin >= p.n) return;
  GROUP_REDUCE(total, SUM, i, min(p.block, p.n - begin), LOAD(mask, begin + i) ? K(1.0) : K(0.0))
  if (LOCAL_ID == 0u) STORE(counts, GROUP_ID, int(total));
}
