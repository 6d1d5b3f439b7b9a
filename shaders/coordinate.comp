// One coordinate of elements given by their row-major positions, into a column of (n, rank).
// types:
PARAMS(uint n; uint rank; uint dim; uint step; uint size;)
READS(0, INDEX, position)
WRITES(1, INDEX, y)

KERNEL
{
  FOR_EACH(i, p.n) STORE(y, i * p.rank + p.dim, int(uint(LOAD(position, i)) / p.step % p.size));
}
