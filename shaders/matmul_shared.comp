// matmul through tiles in shared memory (lib/dense_tile.glsl).
// implements: matmul
// types: f32 f64 f16 bf16
// spec BIAS: none column
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// tune TILE_M: 64
// tune TILE_N: 64
// tune TILE_K: 8
// tune ROWS: 4
// tune COLUMNS: 4
// tune SLICES: 1
#extension GL_EXT_control_flow_attributes : require
PARAMS(uint batch; uint m; uint n; uint k; uint a_batch; uint a_row; uint a_column; uint b_batch; uint b_row;
       uint b_column;)
READS(0, T, a)
READS(1, T, b)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#include "lib/epilogue.glsl"

#define SIZE_Z p.batch
#define SIZE_M p.m
#define SIZE_N p.n
#define SIZE_K p.k
#define A_ALONG_K (p.a_column == 1)
#define B_ALONG_K (p.b_row == 1)

C a_at(uint z, uint row, uint k) { return LOAD(a, z * p.a_batch + row * p.a_row + k * p.a_column); }
C b_at(uint z, uint k, uint column) { return LOAD(b, z * p.b_batch + k * p.b_row + column * p.b_column); }
void y_put(uint z, uint row, uint column, C value)
{
  if (BIAS == BIAS_column) value += LOAD(bias, column);
  const uint at = (z * p.m + row) * p.n + column;
  STORE(y, at, epilogue(value, at));
}

#include "lib/dense_tile.glsl"
