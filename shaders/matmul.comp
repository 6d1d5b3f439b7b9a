// Matrix products y = a x b (+ bias): a batch of (m, k) by (k, n), y contiguous.
// dense
// types: f32 f64 f16 bf16
// levels: baseline
// spec BIAS: none column
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// a and b are packed along rows or along columns: one stride is 1, the other at least the length of what it
// steps over. A batch stride of 0 repeats an operand. bias (n) is contiguous, and not read without BIAS.
// residual is laid out as y, may be y, and is not read without RESIDUAL.
PARAMS(uint batch; uint m; uint n; uint k; uint a_batch; uint a_row; uint a_column; uint b_batch; uint b_row;
       uint b_column;)
READS(0, T, a)
READS(1, T, b)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#include "lib/epilogue.glsl"

KERNEL
{
  FOR_EACH(i, p.batch * p.m * p.n) {
    const uint column = i % p.n;
    const uint row = i / p.n % p.m;
    const uint z = i / p.n / p.m;
    const uint left = z * p.a_batch + row * p.a_row;
    const uint right = z * p.b_batch + column * p.b_column;
    C sum = K(0.0);
    for (uint c = 0; c < p.k; ++c) sum += LOAD(a, left + c * p.a_column) * LOAD(b, right + c * p.b_row);
    if (BIAS == BIAS_column) sum += LOAD(bias, column);
    STORE(y, i, epilogue(sum, i));
  }
}
