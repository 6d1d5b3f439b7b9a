// Gradient of softmax, y * (g - sum(g * y)), or of its logarithm, g - exp(y) * sum(g). Forms as in softmax.
// types: f32 f64 f16 bf16
// spec LOG: no yes
// spec FORM: rows lanes columns
PARAMS(uint slices; uint n; uint inner;)
READS(0, T, y)
READS(1, T, g)
WRITES(2, T, dx)

KERNEL
{
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.slices) return;
    const uint base = GROUP_ID * p.n;
    GROUP_REDUCE(total, SUM, c, p.n,
                 LOG == LOG_yes ? LOAD(g, base + c) : LOAD(g, base + c) * LOAD(y, base + c))
    FOR_LANES(c, p.n) {
      const C a = LOAD(y, base + c);
      const C b = LOAD(g, base + c);
      STORE(dx, base + c, LOG == LOG_yes ? b - exp(a) * total : a * (b - total));
    }
  } else if (FORM == FORM_lanes) {
    const uint right = min(GROUP_ID * 1024u + 1024u, p.slices);
    for (uint i = GROUP_ID * 1024u + LOCAL_ID * LANE_WIDTH; i < right; i += GROUP_SIZE * LANE_WIDTH) {
      const uint width = min(LANE_WIDTH, right - i);
      place_t base[LANE_WIDTH];
      C total[LANE_WIDTH];
      C a[LANE_WIDTH];  // gathered on their own, since what gathers does not vectorise
      C b[LANE_WIDTH];
      for (uint k = 0; k < LANE_WIDTH; ++k) {
        const uint slice = min(i + k, right - 1u);
        base[k] = slice / p.inner * p.n * p.inner + slice % p.inner;
        total[k] = K(0.0);
      }
      for (uint c = 0; c < p.n; ++c)
        OVER_WIDTH(k, {
          const C b = LOAD(g, base[k] + c * p.inner);
          total[k] += LOG == LOG_yes ? b : b * LOAD(y, base[k] + c * p.inner);
        })
      for (uint c = 0; c < p.n; ++c) {
        OVER_WIDTH(k, {
          a[k] = LOAD(y, base[k] + c * p.inner);
          b[k] = LOAD(g, base[k] + c * p.inner);
        })
        OVER_WIDTH(k, a[k] = LOG == LOG_yes ? b[k] - exp(a[k]) * total[k] : a[k] * (b[k] - total[k]))
        OVER_WIDTH(k, STORE(dx, base[k] + c * p.inner, a[k]))
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
      C total[LANE_WIDTH];
      for (uint k = 0; k < LANE_WIDTH; ++k) total[k] = K(0.0);
      for (uint c = 0; c < p.n; ++c) {
        const place_t at = base + c * p.inner;
        OVER_WIDTH(k, {
          const C b = LOAD(g, at + k);
          total[k] += LOG == LOG_yes ? b : b * LOAD(y, at + k);
        })
      }
      for (uint c = 0; c < p.n; ++c) {
        const place_t at = base + c * p.inner;
        OVER_WIDTH(k, {
          const C a = LOAD(y, at + k);
          const C b = LOAD(g, at + k);
          STORE(dx, at + k, LOG == LOG_yes ? b - exp(a) * total[k] : a * (b - total[k]));
        })
      }
    }
  }
}
