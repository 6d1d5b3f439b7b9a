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
  FOR_COLUMNS(c, left, right, right - left) {
    C dot = K(0.0);
    C sum = K(0.0);
    for (uint r = first; r < last; ++r) {
      const C v = LOAD(g, r * p.n + c);
      dot += v * (LOAD(x, r * p.n + c) - LOAD(mean, r)) * LOAD(invstd, r);
      sum += v;
    }
    STORE(dweight, part * p.n + c, dot);
    STORE(dbias, part * p.n + c, sum);
  }
}
