// Arithmetic peak: eight independent chains of 32 multiply-adds per element, 512 operations for every
// eight bytes moved, for the benchmarks' column against what the device can do. Written out, so that the
// loop over elements is the one that vectorises.
// types: f32
PARAMS(uint n;)
READS(0, T, x)
WRITES(1, T, y)

#define STEP(v) v = v * s + K(0.5);
#define ROUND STEP(a) STEP(b) STEP(c) STEP(d) STEP(e) STEP(f) STEP(g) STEP(h)
#define FOUR_ROUNDS ROUND ROUND ROUND ROUND

KERNEL
{
  FOR_EACH(i, p.n)
  {
    const C s = LOAD(x, i);
    C a = s, b = s + K(1), c = s + K(2), d = s + K(3), e = s + K(4), f = s + K(5), g = s + K(6), h = s + K(7);
    FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS FOUR_ROUNDS
    STORE(y, i, ((a + b) + (c + d)) + ((e + f) + (g + h)));
  }
}
