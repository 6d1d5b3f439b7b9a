// Squared differences, summed by groups of 16384 elements.
// types: f32 f64 f16 bf16
PARAMS(uint n; uint chunk;)
READS(0, T, x)
READS(1, T, target)
WRITES(2, C, part)

KERNEL
{
  if (GROUP_ID * p.chunk >= p.n) return;
  const uint base = GROUP_ID * p.chunk;
  const uint count = min(p.chunk, p.n - base);
  GROUP_REDUCE(sum, SUM, i, count,
               (LOAD(x, base + i) - LOAD(target, base + i)) * (LOAD(x, base + i) - LOAD(target, base + i)))
  if (LOCAL_ID == 0u) STORE(part, GROUP_ID, sum);
}
