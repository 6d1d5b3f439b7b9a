// Joins slices of (outer, count, inner) to those at index along the middle dim of (outer, n, inner), always in
// the same order and without atomics: a lane owns columns of inner, and groups share out the destinations in
// runs of 1 << shift. An index outside, or equal to `skip`, does nothing. buckets is a power of two.
// types: f32:f32 f64:f64 f16:f32 bf16:f32 i32:i32 i64:i64
// spec OP: sum prod max min
PARAMS(uint outer; uint count; uint n; uint inner; uint buckets; uint shift; int skip;)
READS(0, T, x)
READS(1, INDEX, index)
UPDATES(2, U, y)

FUNCTION C join(C a, C b)
{
  return OP == OP_sum ? a + b : OP == OP_prod ? a * b : OP == OP_max ? max_nan(a, b) : min_nan(a, b);
}

KERNEL
{
  const uint o = GROUP_ID / p.buckets;
  if (o >= p.outer) return;
  const uint bucket = GROUP_ID % p.buckets;
  if (p.inner == 1u && p.buckets == 1u) {  // one lane, and no test that a processor cannot foresee
    for (uint j = LOCAL_ID; j < p.count && LOCAL_ID == 0u; ++j) {
      const int k = LOAD(index, j);
      if (k < 0 || k >= int(p.n) || k == p.skip) continue;
      const uint to = o * p.n + uint(k);
      STORE(y, to, join(LOAD(y, to), LOAD(x, o * p.count + j)));
    }
    return;
  }
  for (uint j = 0; j < p.count; ++j) {
    const int k = LOAD(index, j);
    if (k < 0 || k >= int(p.n) || k == p.skip || (uint(k) >> p.shift & (p.buckets - 1u)) != bucket) continue;
    const uint to = (o * p.n + uint(k)) * p.inner;
    const uint from = (o * p.count + j) * p.inner;
    FOR_LANES(i, p.inner)
      STORE(y, to + i, join(LOAD(y, to + i), LOAD(x, from + i)));
  }
}
