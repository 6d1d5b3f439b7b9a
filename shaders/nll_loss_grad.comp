// Gradient of nll_loss: -weight * g at each target's class, zero elsewhere. One lane per target.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec REDUCTION: none mean sum
PARAMS(uint targets; uint n; uint inner; int ignore_index; uint has_weight;)
READS(0, INDEX, target)
READS(1, T, weight)
READS(2, T, g)
READS(3, C, total)
WRITES(4, T, dx)

KERNEL
{
  FOR_EACH(i, p.targets) {
    const int t = LOAD(target, i);
    const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
    C v = -LOAD(g, REDUCTION == REDUCTION_none ? i : 0u);
    if (p.has_weight != 0u) v *= LOAD(weight, uint(select(counts, t, 0)));
    if (REDUCTION == REDUCTION_mean) v /= LOAD(total, 0u);
    const uint base = i / p.inner * p.n * p.inner + i % p.inner;
    for (uint c = 0; c < p.n; ++c)
      STORE(dx, base + c * p.inner, select(counts && int(c) == t, v, K(0.0)));
  }
}
