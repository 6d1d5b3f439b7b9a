// Arithmetic peak: eight independent chains of multiply-adds per element, for the benchmarks' column
// against what the device can do. 2 * 8 * p.rounds operations per element.
// types: f32
PARAMS(uint n; uint rounds;)
READS(0, T, x)
WRITES(1, T, y)

KERNEL
{
  FOR_EACH(i, p.n)
  {
    const C x0 = LOAD(x, i);
    C a = x0, b = x0 + K(1), c = x0 + K(2), d = x0 + K(3);
    C e = x0 + K(4), f = x0 + K(5), g = x0 + K(6), h = x0 + K(7);
    for (uint r = 0u; r < p.rounds; ++r) {
      a = a * x0 + K(0.5);
      b = b * x0 + K(0.5);
      c = c * x0 + K(0.5);
      d = d * x0 + K(0.5);
      e = e * x0 + K(0.5);
      f = f * x0 + K(0.5);
      g = g * x0 + K(0.5);
      h = h * x0 + K(0.5);
    }
    STORE(y, i, ((a + b) + (c + d)) + ((e + f) + (g + h)));
  }
}
