// Softmax along the middle dim of (outer, n, inner), or its logarithm. rows: one group per row, where inner
// is 1. columns: one group per 256 of inner, one lane per LANE_WIDTH of them. lanes: one
// lane per LANE_WIDTH slices, where rows are short.
// types: f32 f64 f16 bf16
// spec LOG: no yes
// spec FORM: rows lanes columns
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
  } else if (FORM == FORM_lanes) {
    const uint right = min(GROUP_ID * 1024u + 1024u, p.slices);
    for (uint i = GROUP_ID * 1024u + LOCAL_ID * LANE_WIDTH; i < right; i += GROUP_SIZE * LANE_WIDTH) {
      const uint width = min(LANE_WIDTH, right - i);
      place_t base[LANE_WIDTH];
      C peak[LANE_WIDTH];
      C total[LANE_WIDTH];
      C v[LANE_WIDTH];  // gathered on its own, since what gathers does not vectorise
      for (uint k = 0; k < LANE_WIDTH; ++k) {
        const uint slice = min(i + k, right - 1u);
        base[k] = slice / p.inner * p.n * p.inner + slice % p.inner;
        peak[k] = -INFINITE;
        total[k] = K(0.0);
      }
      for (uint c = 0; c < p.n; ++c)
        OVER_WIDTH(k, peak[k] = max_nan(peak[k], LOAD(x, base[k] + c * p.inner)))
      for (uint c = 0; c < p.n; ++c) {
        OVER_WIDTH(k, v[k] = LOAD(x, base[k] + c * p.inner))
        OVER_WIDTH(k, total[k] += exp(v[k] - peak[k]))
      }
      for (uint k = 0; k < LANE_WIDTH; ++k)
        total[k] = LOG == LOG_yes ? log(total[k]) : K(1.0) / total[k];
      for (uint c = 0; c < p.n; ++c) {
        OVER_WIDTH(k, v[k] = LOAD(x, base[k] + c * p.inner) - peak[k])
        OVER_WIDTH(k, v[k] = LOG == LOG_yes ? v[k] - total[k] : exp(v[k]) * total[k])
        OVER_WIDTH(k, STORE(y, base[k] + c * p.inner, v[k]))
      }
    }
  } else {
    const uint tiles = (p.inner + 255u) / 256u;
    const uint o = GROUP_ID / tiles;
    if (o * p.inner >= p.slices) return;
    const uint left = (GROUP_ID - o * tiles) * 256u;
    const uint right = min(left + 256u, p.inner);
    for (uint i = left + LOCAL_ID * LANE_WIDTH; i < right; i += GROUP_SIZE * LANE_WIDTH) {
      const uint width = min(LANE_WIDTH, right - i);
      const place_t base = o * p.n * p.inner + i;
      C peak[LANE_WIDTH];
      C total[LANE_WIDTH];
      for (uint k = 0; k < LANE_WIDTH; ++k) {
        peak[k] = -INFINITE;
        total[k] = K(0.0);
      }
      for (uint c = 0; c < p.n; ++c)
        OVER_WIDTH(k, peak[k] = max_nan(peak[k], LOAD(x, base + c * p.inner + k)))
      for (uint c = 0; c < p.n; ++c)
        OVER_WIDTH(k, total[k] += exp(LOAD(x, base + c * p.inner + k) - peak[k]))
      for (uint k = 0; k < LANE_WIDTH; ++k)
        total[k] = LOG == LOG_yes ? log(total[k]) : K(1.0) / total[k];
      for (uint c = 0; c < p.n; ++c) {
        const place_t at = base + c * p.inner;
        OVER_WIDTH(k, {
          const C v = LOAD(x, at + k) - peak[k];
          STORE(y, at + k, LOG == LOG_yes ? v - total[k] : exp(v) * total[k]);
        })
      }
    }
  }
}
