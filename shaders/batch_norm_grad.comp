// Gradients of batch_norm: one group per channel. training: mean and invstd depend on x; else they are
// constants.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
PARAMS(uint batch; uint channels; uint inner; uint has_weight; uint training; uint wants_dx;)
READS(0, T, x)
READS(1, T, g)
READS(2, U, weight)
READS(3, C, mean)
READS(4, C, invstd)
WRITES(5, T, dx)
WRITES(6, U, dweight)
WRITES(7, U, dbias)

KERNEL
{
  if (GROUP_ID >= p.channels) return;
  const uint ch = GROUP_ID;
  const uint n = p.batch * p.inner;
  const uint step = p.channels * p.inner;
  const uint base = ch * p.inner;
  const C m = LOAD(mean, ch);
  const C s = LOAD(invstd, ch);
  GROUP_REDUCE_2D(sum, SUM, b, p.batch, i, p.inner, LOAD(g, base + b * step + i))
  GROUP_REDUCE_2D(dot, SUM, b, p.batch, i, p.inner,
                  LOAD(g, base + b * step + i) * (LOAD(x, base + b * step + i) - m))
  if (LOCAL_ID == 0u) {
    STORE(dweight, ch, dot * s);
    STORE(dbias, ch, sum);
  }
  if (p.wants_dx == 0u) return;
  C w = s;
  if (p.has_weight != 0u) w *= LOAD(weight, ch);
  C shift = K(0.0);
  C slope = K(0.0);
  if (p.training != 0u) {
    shift = sum / C(n);
    slope = dot * s * s / C(n);
  }
  FOR_ROWS(b, 0u, p.batch, p.inner) {
    const uint row = base + uint(b) * step;
    FOR_COLUMNS(i, 0u, p.inner, p.inner)
      STORE(dx, row + i, w * (LOAD(g, row + i) - shift - (LOAD(x, row + i) - m) * slope));
  }
}
