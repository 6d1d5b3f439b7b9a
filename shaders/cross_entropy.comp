// Cross entropy of an (outer, n, inner) tensor of logits against class indices: per target its loss, its
// weight, and the logarithm of the sum of exponentials, from which the gradient starts. Forms as in softmax.
// types: f32 f64 f16 bf16
// spec SMOOTH: no yes
// spec FORM: rows lanes
PARAMS(uint slices; uint n; uint inner; int ignore_index; uint has_weight; C smoothing;)
READS(0, T, x)
READS(1, INDEX, target)
READS(2, T, weight)
WRITES(3, C, loss)
WRITES(4, C, norm)
WRITES(5, C, lse)

KERNEL
{
  const C spread = p.smoothing;
  if (FORM == FORM_rows) {
    if (GROUP_ID >= p.slices) return;
    const uint base = GROUP_ID * p.n;
    GROUP_REDUCE(peak, MAX, c, p.n, LOAD(x, base + c))
    GROUP_REDUCE(total, SUM, c, p.n, exp(LOAD(x, base + c) - peak))
    const C log_total = log(total);
    C uniform_part = K(0.0);
    if (SMOOTH == SMOOTH_yes) {
      if (p.has_weight != 0u) {
        GROUP_REDUCE(sum, SUM, c, p.n, LOAD(weight, c) * (log_total - (LOAD(x, base + c) - peak)))
        uniform_part = sum;
      } else {
        GROUP_REDUCE(sum, SUM, c, p.n, log_total - (LOAD(x, base + c) - peak))
        uniform_part = sum;
      }
    }
    if (LOCAL_ID == 0u) {
      const int t = LOAD(target, GROUP_ID);
      const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
      const uint c = uint(select(counts, t, 0));
      C w = K(1.0);
      if (p.has_weight != 0u) w = LOAD(weight, c);
      C v = w * (log_total - (LOAD(x, base + c) - peak));
      if (SMOOTH == SMOOTH_yes) v = (K(1.0) - spread) * v + spread / C(p.n) * uniform_part;
      STORE(loss, GROUP_ID, select(counts, v, K(0.0)));
      STORE(norm, GROUP_ID, select(counts, w, K(0.0)));
      STORE(lse, GROUP_ID, peak + log_total);
    }
  } else {
    FOR_EACH(i, p.slices) {
      const uint base = i / p.inner * p.n * p.inner + i % p.inner;
      C peak = -INFINITE;
      for (uint c = 0; c < p.n; ++c) peak = max_nan(peak, LOAD(x, base + c * p.inner));
      C total = K(0.0);
      for (uint c = 0; c < p.n; ++c) total += exp(LOAD(x, base + c * p.inner) - peak);
      const C log_total = log(total);
      const int t = LOAD(target, i);
      const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
      const uint at = uint(select(counts, t, 0));
      C w = K(1.0);
      if (p.has_weight != 0u) w = LOAD(weight, at);
      C v = w * (log_total - (LOAD(x, base + at * p.inner) - peak));
      if (SMOOTH == SMOOTH_yes) {
        C uniform_part = K(0.0);
        for (uint c = 0; c < p.n; ++c) {
          C u = log_total - (LOAD(x, base + c * p.inner) - peak);
          if (p.has_weight != 0u) u *= LOAD(weight, c);
          uniform_part += u;
        }
        v = (K(1.0) - spread) * v + spread / C(p.n) * uniform_part;
      }
      STORE(loss, i, select(counts, v, K(0.0)));
      STORE(norm, i, select(counts, w, K(0.0)));
      STORE(lse, i, peak + log_total);
    }
  }
}
