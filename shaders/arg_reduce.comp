// The extreme value along a dim and the index of its first place: x (outputs / inner, count, inner).
// FORM: one group or one lane per output. NaN is more extreme than every number.
// types: f32 f64 f16 bf16 i32 i64
// levels: baseline v3
// spec OP: max min
// spec FORM: groups lanes
PARAMS(uint outputs; uint count; uint inner;)
READS(0, T, x)
WRITES(1, T, values)
WRITES(2, INDEX, indices)
SHARED(C, group_best, 256)
SHARED(uint, group_at, 256)

FUNCTION bool better(C a, C b)
{
  return (OP == OP_max ? a > b : a < b) || (is_nan(a) && !is_nan(b));
}

KERNEL
{
  if (FORM == FORM_lanes) {
    FOR_EACH(o, p.outputs)
    {
      const uint line = uint(o) / p.inner;
      const uint base = line * p.count * p.inner + (uint(o) - line * p.inner);
      C best = LOAD(x, base);
      uint at = 0;
      for (uint c = 1; c < p.count; ++c) {
        const C v = LOAD(x, base + c * p.inner);
        if (better(v, best)) {
          best = v;
          at = c;
        }
      }
      STORE(values, o, best);
      STORE(indices, o, int(at));
    }
  } else {
    if (GROUP_ID >= p.outputs) return;
    const uint line = GROUP_ID / p.inner;
    const uint base = line * p.count * p.inner + (GROUP_ID - line * p.inner);
    C best = C(0);
    uint at = p.count;
    for (uint c = LOCAL_ID; c < p.count; c += GROUP_SIZE) {
      const C v = LOAD(x, base + c * p.inner);
      if (at == p.count || better(v, best)) {
        best = v;
        at = c;
      }
    }
    group_best[LOCAL_ID] = best;
    group_at[LOCAL_ID] = at;
    BARRIER();
    if (LOCAL_ID == 0) {
      for (uint i = 1; i < GROUP_SIZE; ++i) {
        const C v = group_best[i];
        if (group_at[i] == p.count) continue;
        if (better(v, best) || (!better(best, v) && group_at[i] < at)) {
          best = v;
          at = group_at[i];
        }
      }
      STORE(values, GROUP_ID, best);
      STORE(indices, GROUP_ID, int(at));
    }
  }
}
