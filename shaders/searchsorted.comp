// Where each of n values would go in its row's sorted boundaries: before equal ones, after them where `after`.
// A row has `count` boundaries, the same for all where `stride` is 0, and `inner` values. Boundaries that are
// NaN come last.
// types: f32 f64 i32 i64
// levels: baseline
PARAMS(uint n; uint count; uint inner; uint stride; uint after;)
READS(0, T, boundaries)
READS(1, T, values)
WRITES(2, INDEX, y)

KERNEL
{
  FOR_EACH(i, p.n) {
    const C value = LOAD(values, uint(i));
    const uint base = uint(i) / p.inner * p.stride;
    uint from = 0u;
    uint to = p.count;
    while (from < to) {
      const uint middle = from + (to - from) / 2u;
      const C boundary = LOAD(boundaries, base + middle);
      const bool beyond = p.after != 0u ? boundary > value : boundary >= value;
      from = beyond ? from : middle + 1u;
      to = beyond ? middle : to;
    }
    STORE(y, uint(i), int(from));
  }
}
