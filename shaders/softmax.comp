// Softmax along a dim, or its logarithm. rows: one group per row of a last dim. lanes: one lane per slice
// of an (outer, n, inner) tensor, for inner dims and short rows.
// types: f32 f64 f16 bf16
// spec LOG: no yes
// spec FORM: rows lanes
PARAMS(uint slices; uint n; uint inner;)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.slices) return;
    const uint base = GROUP_ID * p.n;
    GROUP_REDUCE(peak, MAX, c, p.n, LOAD(x, base + c))
    GROUP_REDUCE(total, SUM, c, p.n, exp(LOAD(x, base + c) - peak))
    const C shift = log(total);
    const C scale = K(1.0) / total;
    FOR_LANES(c, p.n) {
      const C v = LOAD(x, base + c) - peak;
      STORE(y, base + c, LOG == LOG_yes ? v - shift : exp(v) * scale);
    }
  } else {
    FOR_EACH(i, p.slices) {
      const uint base = i / p.inner * p.n * p.inner + i % p.inner;
      C peak = -INFINITE;
      for (uint c = 0; c < p.n; ++c) peak = max_nan(peak, LOAD(x, base + c * p.inner));
      C total = K(0.0);
      for (uint c = 0; c < p.n; ++c) total += exp(LOAD(x, base + c * p.inner) - peak);
      const C shift = log(total);
      const C scale = K(1.0) / total;
      for (uint c = 0; c < p.n; ++c) {
        const C v = LOAD(x, base + c * p.inner) - peak;
        STORE(y, base + c * p.inner, LOG == LOG_yes ? v - shift : exp(v) * scale);
      }
    }
  }
}
