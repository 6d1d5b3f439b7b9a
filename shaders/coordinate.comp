// One coordinate of elements given by their row-major positions, n for each dim.
// types:
PARAMS(uint n; uint dim; uint step; uint size;)
READS(0, INDEX, position)
WRITES(1, INDEX, y)

KERNEL
{
  FOR_EACH(i, p.n) STORE(y, p.dim * p.n + i, int(uint(LOAD(position, i)) / p.step % p.size));
}
