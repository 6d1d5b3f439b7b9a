// Gradients of batch_norm of (batch, channels): one group per LANE_WIDTH channels.
// types: f32:f32 f64:f64 f16:f16 bf16:bf16 f16:f32 bf16:f32
PARAMS(uint batch; uint channels; uint has_weight; uint training; uint wants_dx;)
READS(0, T, x)
READS(1, T, g)
READS(2, U, weight)
READS(3, C, mean)
READS(4, C, invstd)
WRITES(5, T, dx)
WRITES(6, U, dweight)
WRITES(7, U, dbias)

KERNEL
{
  const uint left = GROUP_ID * LANE_WIDTH;
  if (left >= p.channels) return;
  const uint width = min(LANE_WIDTH, p.channels - left);
  const C n = C(p.batch);
  C m[LANE_WIDTH];
  C sum[LANE_WIDTH];
  C dot[LANE_WIDTH];
  C w[LANE_WIDTH];
  for (uint k = 0; k < LANE_WIDTH; ++k) {
    m[k] = LOAD(mean, min(left + k, p.channels - 1u));
    sum[k] = K(0.0);
    dot[k] = K(0.0);
  }
  for (uint b = LOCAL_ID; b < p.batch; b += GROUP_SIZE) {
    const place_t at = b * p.channels + left;
    OVER_WIDTH(k, {
      sum[k] += LOAD(g, at + k);
      dot[k] += LOAD(g, at + k) * (LOAD(x, at + k) - m[k]);
    })
  }
  for (uint k = 0; k < LANE_WIDTH; ++k) {
    sum[k] = group_sum(sum[k]);
    dot[k] = group_sum(dot[k]);
  }
  for (uint k = 0; k < width; ++k) {
    const C s = LOAD(invstd, left + k);
    if (LOCAL_ID == 0u) {
      STORE(dweight, left + k, dot[k] * s);
      STORE(dbias, left + k, sum[k]);
    }
    w[k] = p.has_weight != 0u ? s * LOAD(weight, left + k) : s;
    sum[k] = p.training != 0u ? sum[k] / n : K(0.0);
    dot[k] = p.training != 0u ? dot[k] * s * s / n : K(0.0);
  }
  if (p.wants_dx == 0u) return;
  for (uint b = LOCAL_ID; b < p.batch; b += GROUP_SIZE) {
    const place_t at = b * p.channels + left;
    OVER_WIDTH(k, STORE(dx, at + k, w[k] * (LOAD(g, at + k) - sum[k] - (LOAD(x, at + k) - m[k]) * dot[k])))
  }
}
