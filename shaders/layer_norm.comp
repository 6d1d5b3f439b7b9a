// Layer normalization: one group per row takes mean and variance in two passes and normalises.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
PARAMS(uint rows; uint n; uint has_weight; uint has_bias; C eps;)
READS(0, T, x)
READS(1, U, weight)
READS(2, U, bias)
WRITES(3, T, y)
WRITES(4, C, mean)
WRITES(5, C, invstd)

KERNEL
{
  if (GROUP_ID >= p.rows) return;
  const uint base = GROUP_ID * p.n;
  GROUP_REDUCE(sum, SUM, c, p.n, LOAD(x, base + c))
  const C m = sum / C(p.n);
  GROUP_REDUCE(squares, SUM, c, p.n, (LOAD(x, base + c) - m) * (LOAD(x, base + c) - m))
  const C s = rsqrt(squares / C(p.n) + p.eps);
  if (LOCAL_ID == 0u) {
    STORE(mean, GROUP_ID, m);
    STORE(invstd, GROUP_ID, s);
  }
  FOR_LANES(c, p.n) {
    C v = (LOAD(x, base + c) - m) * s;
    if (p.has_weight != 0u) v *= LOAD(weight, c);
    if (p.has_bias != 0u) v += LOAD(bias, c);
    STORE(y, base + c, v);
  }
}
