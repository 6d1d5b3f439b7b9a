// Per target of an (outer, n, inner) tensor of log-probabilities: its weighted loss and its weight.
// Ignored targets, and those outside [0, n), count nothing.
// types: f32 f64 f16 bf16
// levels: baseline
PARAMS(uint targets; uint n; uint inner; int ignore_index; uint has_weight;)
READS(0, T, x)
READS(1, INDEX, target)
READS(2, T, weight)
WRITES(3, C, loss)
WRITES(4, C, norm)

KERNEL
{
  FOR_EACH(i, p.targets) {
    const int t = LOAD(target, i);
    const bool counts = t != p.ignore_index && t >= 0 && t < int(p.n);
    const uint c = uint(select(counts, t, 0));
    C w = K(1.0);
    if (p.has_weight != 0u) w = LOAD(weight, c);
    const C v = LOAD(x, i / p.inner * p.n * p.inner + c * p.inner + i % p.inner);
    STORE(loss, i, select(counts, -w * v, K(0.0)));
    STORE(norm, i, select(counts, w, K(0.0)));
  }
}
