// Writes down the text's number, value, dim and high where a value lies outside [low, high) and is not skip.
// types:
// levels: baseline
// values: 5
PARAMS(uint n; int low; int high; int skip; int text; int dim;)
READS(0, INDEX, x)
UPDATES(1, int, fault)

KERNEL
{
  bool outside = false;
  FOR_EACH(i, p.n) {
    const int v = LOAD(x, i);
    outside = outside || ((v < p.low || v >= p.high) && v != p.skip);
  }
  if (outside) {
    FOR_EACH(i, p.n) {
      const int v = LOAD(x, i);
      if ((v < p.low || v >= p.high) && v != p.skip) {
        STORE(fault, 0, p.text);
        STORE(fault, 1, v);
        STORE(fault, 2, p.dim);
        STORE(fault, 3, p.high);
      }
    }
  }
}
