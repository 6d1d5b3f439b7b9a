// Matrix products of integers, y = a x b, wrapping around as PyTorch's do; strides as in matmul.
// types: i32 i64 i16 i8 u8
// levels: baseline
PARAMS(uint batch; uint m; uint n; uint k; uint a_batch; uint a_row; uint a_column; uint b_batch; uint b_row;
       uint b_column;)
READS(0, T, a)
READS(1, T, b)
WRITES(2, T, y)

KERNEL
{
  FOR_EACH(i, p.batch * p.m * p.n) {
    const uint column = i % p.n;
    const uint row = i / p.n % p.m;
    const uint z = i / p.n / p.m;
    const uint left = z * p.a_batch + row * p.a_row;
    const uint right = z * p.b_batch + column * p.b_column;
    C sum = C(0);
    for (uint c = 0; c < p.k; ++c) sum += LOAD(a, left + c * p.a_column) * LOAD(b, right + c * p.b_row);
    STORE(y, i, sum);
  }
}
