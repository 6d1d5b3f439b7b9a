// What index_add does, for an index that has been sorted (stably; `places` says where each stood): joins slices
// of (outer, count, inner) to those of (outer, n, inner). The lane at the first of several equal indices takes
// them all, in the order in which they stood. An index outside, or equal to `skip`, does nothing.
// types: f32:f32 f64:f64 f16:f32 bf16:f32 i32:i32 i64:i64
// spec OP: sum prod max min
// levels: baseline
PARAMS(uint outer; uint count; uint n; uint inner; int skip;)
READS(0, T, x)
READS(1, INDEX, sorted)
READS(2, INDEX, places)
UPDATES(3, U, y)

FUNCTION C join(C a, C b)
{
  return OP == OP_sum ? a + b : OP == OP_prod ? a * b : OP == OP_max ? max_nan(a, b) : min_nan(a, b);
}

KERNEL
{
  FOR_EACH(e, p.outer * p.count * p.inner) {
    const uint i = uint(e) % p.inner;
    const uint row = uint(e) / p.inner;
    const uint first = row % p.count;
    const uint o = row / p.count;
    const int k = LOAD(sorted, first);
    if (k < 0 || k >= int(p.n) || k == p.skip) continue;
    if (first > 0u && LOAD(sorted, first - 1u) == k) continue;
    const uint to = (o * p.n + uint(k)) * p.inner + i;
    C value = LOAD(y, to);
    for (uint j = first; j < p.count && LOAD(sorted, j) == k; ++j)
      value = join(value, LOAD(x, (o * p.count + uint(LOAD(places, j))) * p.inner + i));
    STORE(y, to, value);
  }
}
