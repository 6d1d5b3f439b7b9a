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
    FOR_EACH(i, p.slices) {
      const uint base = i / p.inner * p.n * p.inner + i % p.inner;
      C total = K(0.0);
      for (uint c = 0; c < p.n; ++c) {
        const C b = LOAD(g, base + c * p.inner);
        total += LOG == LOG_yes ? b : b * LOAD(y, base + c * p.inner);
      }
      for (uint c = 0; c < p.n; ++c) {
        const C a = LOAD(y, base + c * p.inner);
        const C b = LOAD(g, base + c * p.inner);
        STORE(dx, base + c * p.inner, LOG == LOG_yes ? b - exp(a) * total : a * (b - total));
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
