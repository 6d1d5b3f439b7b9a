// The extreme value along a dim and the index of its first place: x (outputs / inner, count, inner).
// FORM: one group per output, or one lane per LANE_WIDTH outputs. NaN is more extreme than every number.
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

FUNCTION bool same(C a, C b)
{
  return a == b || (is_nan(a) && is_nan(b));
}

KERNEL
{
  if (FORM == FORM_lanes) {
    const uint right = min(GROUP_ID * 1024u + 1024u, p.outputs);
    for (uint o = GROUP_ID * 1024u + LOCAL_ID * LANE_WIDTH; o < right; o += GROUP_SIZE * LANE_WIDTH) {
      const uint width = min(LANE_WIDTH, right - o);
      place_t base[LANE_WIDTH];
      C best[LANE_WIDTH];
      C v[LANE_WIDTH];  // gathered on its own, since what gathers does not vectorise
      int at[LANE_WIDTH];
      for (uint k = 0u; k < LANE_WIDTH; ++k) {
        const uint result = min(o + k, right - 1u);
        const uint line = result / p.inner;
        base[k] = line * p.count * p.inner + (result - line * p.inner);
        best[k] = LOAD(x, base[k]);
        at[k] = 0;
      }
      for (uint c = 1u; c < p.count; ++c) {
        OVER_WIDTH(k, v[k] = LOAD(x, base[k] + c * p.inner))
        OVER_WIDTH(k, {
          const bool more = better(v[k], best[k]);
          best[k] = select(more, v[k], best[k]);
          at[k] = select(more, int(c), at[k]);
        })
      }
      OVER_WIDTH(k, {
        STORE(values, o + k, best[k]);
        STORE(indices, o + k, at[k]);
      })
    }
  } else {
    if (GROUP_ID >= p.outputs) return;
    const uint line = GROUP_ID / p.inner;
    const uint base = line * p.count * p.inner + (GROUP_ID - line * p.inner);
    if (GROUP_SIZE == 1u && p.inner == 1u) {  // the value first, which vectorises
      C most = C(0);
      SPEC_IF(OP == OP_max) {
        GROUP_REDUCE(acc, MAX, c, p.count, LOAD(x, base + c))
        most = acc;
      } else {
        GROUP_REDUCE(acc, MIN, c, p.count, LOAD(x, base + c))
        most = acc;
      }
      STORE(values, GROUP_ID, most);
      for (uint from = 0u; from < p.count; from += 64u) {
        const uint left = min(p.count - from, 64u);
        int first = 64;
        FOR_LANES(l, left) first = min(first, select(same(LOAD(x, base + from + l), most), int(l), 64));
        if (first == 64) continue;
        STORE(indices, GROUP_ID, int(from) + first);
        return;
      }
      return;
    }
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
