// Gradient of cross_entropy: scale * ((1 - s) w_t (p - 1_t) + s / n (p sum(w) - w)), with probabilities
// p = exp(x - lse), smoothing s and the target's weight w_t. Forms as in softmax.
// types: f32 f64 f16 bf16
// spec SMOOTH: no yes
// spec FORM: rows lanes
// spec REDUCTION: none mean sum
PARAMS(uint slices; uint n; uint inner; int ignore_index; uint has_weight; C smoothing;)
READS(0, T, x)
READS(1, INDEX, target)
READS(2, T, weight)
READS(3, C, lse)
READS(4, T, g)
READS(5, C, total)
WRITES(6, T, dx)

KERNEL
{
  const C spread = p.smoothing;
  const C share = spread / C(p.n);
  C weights = C(p.n);
  if (SMOOTH == SMOOTH_yes && p.has_weight != 0u) {
    if (FORM == FORM_rows) {
      GROUP_REDUCE(sum, SUM, c, p.n, LOAD(weight, c))
      weights = sum;
    } else {
      weights = K(0.0);
      for (uint c = 0; c < p.n; ++c) weights += LOAD(weight, c);
    }
  }
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.slices) return;
    const int t = LOAD(target, GROUP_ID);
    const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
    C scale = LOAD(g, REDUCTION == REDUCTION_none ? GROUP_ID : 0u);
    if (REDUCTION == REDUCTION_mean) scale /= LOAD(total, 0u);
    C w = K(1.0);
    if (p.has_weight != 0u) w = LOAD(weight, uint(select(counts, t, 0)));
    if (SMOOTH == SMOOTH_yes) w *= K(1.0) - spread;
    const C z = LOAD(lse, GROUP_ID);
    const uint base = GROUP_ID * p.n;
    FOR_LANES(c, p.n) {
      const C prob = exp(LOAD(x, base + c) - z);
      C v = w * (int(c) == t ? prob - K(1.0) : prob);
      if (SMOOTH == SMOOTH_yes) v += share * (prob * weights - (p.has_weight != 0u ? LOAD(weight, c) : K(1.0)));
      STORE(dx, base + c, select(counts, scale * v, K(0.0)));
    }
  } else {
    FOR_EACH(i, p.slices) {
      const int t = LOAD(target, i);
      const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
      C scale = LOAD(g, REDUCTION == REDUCTION_none ? i : 0u);
      if (REDUCTION == REDUCTION_mean) scale /= LOAD(total, 0u);
      C w = K(1.0);
      if (p.has_weight != 0u) w = LOAD(weight, uint(select(counts, t, 0)));
      if (SMOOTH == SMOOTH_yes) w *= K(1.0) - spread;
      const C z = LOAD(lse, i);
      const uint base = i / p.inner * p.n * p.inner + i % p.inner;
      for (uint c = 0; c < p.n; ++c) {
        const C prob = exp(LOAD(x, base + c * p.inner) - z);
        C v = w * (int(c) == t ? prob - K(1.0) : prob);
        if (SMOOTH == SMOOTH_yes) v += share * (prob * weights - (p.has_weight != 0u ? LOAD(weight, c) : K(1.0)));
        STORE(dx, base + c * p.inner, select(counts, scale * v, K(0.0)));
      }
    }
  }
}
