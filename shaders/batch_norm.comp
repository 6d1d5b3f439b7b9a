// Batch normalization in training: one group per channel of (batch, channels, inner) takes mean and variance
// in two passes, updates the running statistics and normalises.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
PARAMS(uint batch; uint channels; uint inner; uint has_weight; uint has_bias; uint has_running; C momentum; C eps;)
READS(0, T, x)
READS(1, U, weight)
READS(2, U, bias)
WRITES(3, T, y)
WRITES(4, C, mean)
WRITES(5, C, invstd)
UPDATES(6, U, running_mean)
UPDATES(7, U, running_var)

KERNEL
{
  if (GROUP_ID >= p.channels) return;
  const uint ch = GROUP_ID;
  const uint n = p.batch * p.inner;
  const uint step = p.channels * p.inner;
  const uint base = ch * p.inner;
  GROUP_REDUCE_2D(sum, SUM, b, p.batch, i, p.inner, LOAD(x, base + b * step + i))
  const C m = sum / C(n);
  GROUP_REDUCE_2D(squares, SUM, b, p.batch, i, p.inner,
                  (LOAD(x, base + b * step + i) - m) * (LOAD(x, base + b * step + i) - m))
  const C s = rsqrt(squares / C(n) + p.eps);
  if (LOCAL_ID == 0u) {
    STORE(mean, ch, m);
    STORE(invstd, ch, s);
    if (p.has_running != 0u) {
      const C v = squares / C(n - 1u);
      STORE(running_mean, ch, (K(1.0) - p.momentum) * LOAD(running_mean, ch) + p.momentum * m);
      STORE(running_var, ch, (K(1.0) - p.momentum) * LOAD(running_var, ch) + p.momentum * v);
    }
  }
  C scale = s;
  if (p.has_weight != 0u) scale *= LOAD(weight, ch);
  C shift = K(0.0);
  if (p.has_bias != 0u) shift = LOAD(bias, ch);
  FOR_ROWS(b, 0u, p.batch, p.inner) {
    const uint row = base + uint(b) * step;
    FOR_COLUMNS(i, 0u, p.inner, p.inner) STORE(y, row + i, (LOAD(x, row + i) - m) * scale + shift);
  }
}
