// batch_norm in training of (batch, channels): one group per LANE_WIDTH channels.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
PARAMS(uint batch; uint channels; uint has_weight; uint has_bias; uint has_running; C momentum; C eps;)
READS(0, T, x)
READS(1, U, weight)
READS(2, U, bias)
WRITES(3, T, y)
WRITES(4, C, mean)
WRITES(5, C, invstd)
UPDATES(6, U, running_mean)
UPDATES(7, U, running_var)

KERNEL
{
  const uint left = GROUP_ID * LANE_WIDTH;
  if (left >= p.channels) return;
  const uint width = min(LANE_WIDTH, p.channels - left);
  const C n = C(p.batch);
  C m[LANE_WIDTH];
  C total[LANE_WIDTH];
  C part[LANE_WIDTH];
  for (uint k = 0; k < LANE_WIDTH; ++k) m[k] = K(0.0);
  // The mean, then the squares; short runs are added up by themselves, so that long sums stay exact.
  for (int pass = 0; pass < 2; ++pass) {
    for (uint k = 0; k < LANE_WIDTH; ++k) total[k] = K(0.0);
    for (uint run = LOCAL_ID; run < p.batch; run += GROUP_SIZE * 64u) {
      const uint end = min(run + GROUP_SIZE * 64u, p.batch);
      for (uint k = 0; k < LANE_WIDTH; ++k) part[k] = K(0.0);
      for (uint b = run; b < end; b += GROUP_SIZE) {
        const place_t at = b * p.channels + left;
        OVER_WIDTH(k, {
          const C d = LOAD(x, at + k) - m[k];
          part[k] += pass == 0 ? d : d * d;
        })
      }
      for (uint k = 0; k < LANE_WIDTH; ++k) total[k] += part[k];
    }
    for (uint k = 0; k < LANE_WIDTH; ++k) {
      total[k] = group_sum(total[k]);
      if (pass == 0) m[k] = total[k] / n;
    }
  }
  for (uint k = 0; k < width; ++k) {
    const uint ch = left + k;
    const C s = rsqrt(total[k] / n + p.eps);
    if (LOCAL_ID == 0u) {
      STORE(mean, ch, m[k]);
      STORE(invstd, ch, s);
      if (p.has_running != 0u) {
        const C v = total[k] / (n - K(1.0));
        STORE(running_mean, ch, (K(1.0) - p.momentum) * LOAD(running_mean, ch) + p.momentum * m[k]);
        STORE(running_var, ch, (K(1.0) - p.momentum) * LOAD(running_var, ch) + p.momentum * v);
      }
    }
    total[k] = p.has_weight != 0u ? s * LOAD(weight, ch) : s;
    part[k] = p.has_bias != 0u ? C(LOAD(bias, ch)) : K(0.0);
  }
  for (uint b = LOCAL_ID; b < p.batch; b += GROUP_SIZE) {
    const place_t at = b * p.channels + left;
    OVER_WIDTH(k, STORE(y, at + k, (LOAD(x, at + k) - m[k]) * total[k] + part[k]))
  }
}
