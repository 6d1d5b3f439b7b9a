// Batch normalization by running statistics. planes: one group per channel of `each` samples of
// (batch, channels, inner); columns: one group per sample, inner is 1.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
// spec FORM: planes columns
PARAMS(uint batch; uint channels; uint inner; uint has_weight; uint has_bias; uint each; C eps;)
READS(0, T, x)
READS(1, U, weight)
READS(2, U, bias)
READS(3, U, running_mean)
READS(4, U, running_var)
WRITES(5, T, y)

KERNEL
{
  if (FORM == FORM_planes) {
    const uint ch = GROUP_ID % p.channels;
    const uint first = GROUP_ID / p.channels * p.each;
    const uint last = min(first + p.each, p.batch);
    const C m = LOAD(running_mean, ch);
    C scale = rsqrt(LOAD(running_var, ch) + p.eps);
    if (p.has_weight != 0u) scale *= LOAD(weight, ch);
    C shift = K(0.0);
    if (p.has_bias != 0u) shift = LOAD(bias, ch);
    FOR_ROWS(b, first, last, p.inner) {
      const uint row = (uint(b) * p.channels + ch) * p.inner;
      FOR_COLUMNS(i, 0u, p.inner, p.inner) STORE(y, row + i, (LOAD(x, row + i) - m) * scale + shift);
    }
  } else {
    if (GROUP_ID >= p.batch) return;
    const uint row = GROUP_ID * p.channels;
    FOR_LANES(ch, p.channels) {
      C v = (LOAD(x, row + ch) - LOAD(running_mean, ch)) * rsqrt(LOAD(running_var, ch) + p.eps);
      if (p.has_weight != 0u) v *= LOAD(weight, ch);
      if (p.has_bias != 0u) v += LOAD(bias, ch);
      STORE(y, row + ch, v);
    }
  }
}
