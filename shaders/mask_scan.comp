// Counts of blocks summed up: what comes before each block, and the total behind the last. One group.
// types:
// levels: baseline
PARAMS(uint n;)
READS(0, int, counts)
WRITES(1, int, starts)
SHARED(int, sums, 256)

KERNEL
{
  if (GROUP_ID != 0u) return;
  const uint run = (p.n + GROUP_SIZE - 1u) / GROUP_SIZE;
  const uint from = min(LOCAL_ID * run, p.n);
  const uint to = min(from + run, p.n);
  int sum = 0;
  for (uint i = from; i < to; ++i) sum += LOAD(counts, i);
  sums[LOCAL_ID] = sum;
  BARRIER();
  int before = 0;
  for (uint i = 0u; i < LOCAL_ID; ++i) before += sums[i];
  for (uint i = from; i < to; ++i) {
    STORE(starts, i, before);
    before += LOAD(counts, i);
  }
  if (LOCAL_ID == GROUP_SIZE - 1u) STORE(starts, p.n, before);
}
