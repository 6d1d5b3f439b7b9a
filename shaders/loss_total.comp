// Sums the parts of a loss and of its weights; the mean is their quotient, or the loss by a count.
// types: f32 f64 f16 bf16
// spec DIVIDE: none weight count
PARAMS(uint parts; C count;)
READS(0, C, loss)
READS(1, C, norm)
WRITES(2, T, y)
WRITES(3, C, total)

KERNEL
{
  if (GROUP_ID > 0u) return;
  GROUP_REDUCE(sum, SUM, i, p.parts, LOAD(loss, i))
  C by = K(1.0);
  if (DIVIDE == DIVIDE_weight) {
    GROUP_REDUCE(norms, SUM, i, p.parts, LOAD(norm, i))
    by = norms;
  } else if (DIVIDE == DIVIDE_count) {
    by = p.count;
  }
  if (LOCAL_ID == 0u) {
    STORE(y, 0u, DIVIDE == DIVIDE_none ? sum : sum / by);
    STORE(total, 0u, by);
  }
}
