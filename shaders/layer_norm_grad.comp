// Gradient of layer_norm by its input: one group per row.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
// spec WEIGHT: no yes
PARAMS(uint rows; uint n;)
READS(0, T, x)
READS(1, T, g)
READS(2, U, weight)
READS(3, C, mean)
READS(4, C, invstd)
WRITES(5, T, dx)

KERNEL
{
  if (GROUP_ID >= p.rows) return;
  const uint base = GROUP_ID * p.n;
  const C m = LOAD(mean, GROUP_ID);
  const C s = LOAD(invstd, GROUP_ID);
  GROUP_REDUCE(sum, SUM, c, p.n,
               LOAD(g, base + c) * (WEIGHT == WEIGHT_yes ? C(LOAD(weight, c)) : K(1.0)))
  GROUP_REDUCE(dot, SUM, c, p.n,
               LOAD(g, base + c) * (WEIGHT == WEIGHT_yes ? C(LOAD(weight, c)) : K(1.0)) *
                   (LOAD(x, base + c) - m))
  const C shift = sum / C(p.n);
  const C slope = dot * s * s / C(p.n);
  FOR_LANES(c, p.n) {
    const C v = LOAD(g, base + c) * (WEIGHT == WEIGHT_yes ? C(LOAD(weight, c)) : K(1.0));
    STORE(dx, base + c, s * (v - shift - (LOAD(x, base + c) - m) * slope));
  }
}
