// Gradients of layer_norm by weight and bias, first stage: each group sums `rows_each` rows, column by column.
// types: f32 f64 f16 bf16
PARAMS(uint rows; uint n; uint rows_each; uint column_groups; uint columns_each;)
READS(0, T, x)
READS(1, T, g)
READS(2, C, mean)
READS(3, C, invstd)
WRITES(4, C, dweight)
WRITES(5, C, dbias)

KERNEL
{
  const uint part = GROUP_ID / p.column_groups;
  const uint first = part * p.rows_each;
  if (first >= p.rows) return;
  const uint last = min(first + p.rows_each, p.rows);
  const uint left = GROUP_ID % p.column_groups * p.columns_each;
  const uint right = min(left + p.columns_each, p.n);
  for (uint c = left + LOCAL_ID * LANE_WIDTH; c < right; c += GROUP_SIZE * LANE_WIDTH) {
    const uint width = min(LANE_WIDTH, right - c);
    C dot[LANE_WIDTH];
    C sum[LANE_WIDTH];
    for (uint k = 0; k < LANE_WIDTH; ++k) {
      dot[k] = K(0.0);
      sum[k] = K(0.0);
    }
    for (uint r = first; r < last; ++r) {
      const place_t at = r * p.n + c;
      const C m = LOAD(mean, r);
      const C s = LOAD(invstd, r);
      OVER_WIDTH(k, {
        dot[k] += LOAD(g, at + k) * ((LOAD(x, at + k) - m) * s);
        sum[k] += LOAD(g, at + k);
      })
    }
    for (uint k = 0; k < width; ++k) {
      STORE(dweight, part * p.n + c + k, dot[k]);
      STORE(dbias, part * p.n + c + k, sum[k]);
    }
  }
}
