// Where a mask holds, given what comes before each of its blocks. positions: the places of those elements, in
// order; ranks: for every element how many that hold come before it.
// types:
// spec FORM: positions ranks
// levels: baseline
PARAMS(uint n; uint block;)
READS(0, BOOL, mask)
READS(1, int, starts)
WRITES(2, INDEX, y)
SHARED(int, sums, 256)

KERNEL
{
  const uint begin = GROUP_ID * p.block;
  if (begin >= p.n) return;
  const uint end = min(begin + p.block, p.n);
  const uint run = (end - begin + GROUP_SIZE - 1u) / GROUP_SIZE;
  const uint from = min(begin + LOCAL_ID * run, end);
  const uint to = min(from + run, end);
  int sum = 0;
  for (uint i = from; i < to; ++i) sum += LOAD(mask, i) ? 1 : 0;
  sums[LOCAL_ID] = sum;
  BARRIER();
  int at = LOAD(starts, GROUP_ID);
  for (uint i = 0u; i < LOCAL_ID; ++i) at += sums[i];
  for (uint i = from; i < to; ++i) {
    const bool holds = LOAD(mask, i);
    if (FORM == FORM_ranks) {
      STORE(y, i, at);
    } else if (holds) {
      STORE(y, uint(at), int(i));
    }
    at += holds ? 1 : 0;
  }
}
