// Softmax and log-softmax over rows: one group per row.
// types: f32 f64 f16 bf16
// spec LOG: no yes
PARAMS(uint rows; uint cols;)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  if (GROUP_ID >= p.rows) return;
  const uint base = GROUP_ID * p.cols;
  GROUP_REDUCE(peak, MAX, c, p.cols, LOAD(x, base + c))
  GROUP_REDUCE(total, SUM, c, p.cols, exp(LOAD(x, base + c) - peak))
  if (LOG == LOG_yes) {
    const C shift = peak + log(total);
    FOR_LANES(c, p.cols) STORE(y, base + c, LOAD(x, base + c) - shift);
  } else {
    const C scale = K(1.0) / total;
    FOR_LANES(c, p.cols) STORE(y, base + c, exp(LOAD(x, base + c) - peak) * scale);
  }
}
