// Distances between rows of a (batch, rows, columns) and b (batch, others, columns) in a p-norm: one group per
// pair.
// types: f32 f64
// spec NORM: zero one two inf any
// values: 1
PARAMS(uint count; uint rows; uint others; uint columns; C exponent;)
READS(0, T, a)
READS(1, T, b)
WRITES(2, T, y)

FUNCTION C part(C difference, C exponent)
{
  if (NORM == NORM_zero) return select(difference != K(0.0), K(1.0), K(0.0));
  if (NORM == NORM_two) return difference * difference;
  return NORM == NORM_any ? pow(abs(difference), exponent) : abs(difference);
}

KERNEL
{
  if (GROUP_ID >= p.count) return;
  const uint row = GROUP_ID / p.others;
  const uint left = row * p.columns;
  const uint right = (row / p.rows * p.others + GROUP_ID % p.others) * p.columns;
  C result = K(0.0);
  if (NORM == NORM_inf) {
    GROUP_REDUCE(most, MAX, c, p.columns, abs(LOAD(a, left + c) - LOAD(b, right + c)))
    result = most;
  } else {
    GROUP_REDUCE(total, SUM, c, p.columns, part(LOAD(a, left + c) - LOAD(b, right + c), p.exponent))
    result = NORM == NORM_two ? sqrt(total) : NORM == NORM_any ? pow(total, K(1.0) / p.exponent) : total;
  }
  if (LOCAL_ID == 0) STORE(y, GROUP_ID, result);
}
