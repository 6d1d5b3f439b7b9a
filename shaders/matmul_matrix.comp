// matmul on matrix units (VK_KHR_cooperative_matrix): half-precision factors, sums in float32. Tiles pass
// through shared memory, where edges become zeros and any strides become rows; a subgroup multiplies
// ROWS x COLUMNS matrices of the device's shape, DOWN x ACROSS subgroups make a group.
// implements: matmul
// types: f16
// spec BIAS: none column
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// tune MATRIX_M: 16
// tune MATRIX_N: 16
// tune MATRIX_K: 16
// tune ROWS: 2
// tune COLUMNS: 2
// tune DOWN: 2
// tune ACROSS: 2
// target: vulkan1.2
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_cooperative_matrix : require
PARAMS(uint batch; uint m; uint n; uint k; uint a_batch; uint a_row; uint a_column; uint b_batch; uint b_row;
       uint b_column;)
READS(0, T, a)
READS(1, T, b)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#include "lib/epilogue.glsl"

#define TILE_M (MATRIX_M * ROWS * DOWN)
#define TILE_N (MATRIX_N * COLUMNS * ACROSS)
#define TILE_K (2 * MATRIX_K)
#define LINE_A (TILE_K + 8)  // longer lines spread over the memory's banks
#define LINE_B (TILE_N + 8)
#define RESULT (MATRIX_M * MATRIX_N)

shared float16_t a_tile[TILE_M * LINE_A];
shared float16_t b_tile[TILE_K * LINE_B];
shared float result[RESULT * DOWN * ACROSS];

void fetch_tiles(uint z, uint first_row, uint first_column, uint first_k)
{
  for (uint e = LOCAL_ID; e < TILE_M * TILE_K; e += GROUP_SIZE) {
    const bool along_k = p.a_column == 1;
    const uint row = along_k ? e / TILE_K : e % TILE_M;
    const uint k = along_k ? e % TILE_K : e / TILE_M;
    float v = 0.0;
    if (first_row + row < p.m && first_k + k < p.k)
      v = LOAD(a, z * p.a_batch + (first_row + row) * p.a_row + (first_k + k) * p.a_column);
    a_tile[row * LINE_A + k] = float16_t(v);
  }
  for (uint e = LOCAL_ID; e < TILE_N * TILE_K; e += GROUP_SIZE) {
    const bool along_k = p.b_row == 1;
    const uint column = along_k ? e / TILE_K : e % TILE_N;
    const uint k = along_k ? e % TILE_K : e / TILE_N;
    float v = 0.0;
    if (first_column + column < p.n && first_k + k < p.k)
      v = LOAD(b, z * p.b_batch + (first_k + k) * p.b_row + (first_column + column) * p.b_column);
    b_tile[k * LINE_B + column] = float16_t(v);
  }
}

KERNEL
{
  const uint tiles_m = (p.m + TILE_M - 1) / TILE_M;
  const uint tiles_n = (p.n + TILE_N - 1) / TILE_N;
  const uint z = GROUP_ID / (tiles_m * tiles_n);
  if (z >= p.batch) return;
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile % tiles_m * TILE_M;
  const uint first_column = tile / tiles_m * TILE_N;
  const uint down = gl_SubgroupID / ACROSS * (MATRIX_M * ROWS);
  const uint across = gl_SubgroupID % ACROSS * (MATRIX_N * COLUMNS);

  coopmat<float, gl_ScopeSubgroup, MATRIX_M, MATRIX_N, gl_MatrixUseAccumulator> sum[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i)
    sum[i] = coopmat<float, gl_ScopeSubgroup, MATRIX_M, MATRIX_N, gl_MatrixUseAccumulator>(0.0);
  for (uint first_k = 0; first_k < p.k; first_k += TILE_K) {
    fetch_tiles(z, first_row, first_column, first_k);
    barrier();
    [[unroll]] for (uint k = 0; k < TILE_K; k += MATRIX_K) {
      coopmat<float16_t, gl_ScopeSubgroup, MATRIX_M, MATRIX_K, gl_MatrixUseA> left[ROWS];
      coopmat<float16_t, gl_ScopeSubgroup, MATRIX_K, MATRIX_N, gl_MatrixUseB> right;
      [[unroll]] for (uint i = 0; i < ROWS; ++i)
        coopMatLoad(left[i], a_tile, (down + i * MATRIX_M) * LINE_A + k, LINE_A,
                    gl_CooperativeMatrixLayoutRowMajor);
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
        coopMatLoad(right, b_tile, k * LINE_B + across + j * MATRIX_N, LINE_B, gl_CooperativeMatrixLayoutRowMajor);
        [[unroll]] for (uint i = 0; i < ROWS; ++i)
          sum[i * COLUMNS + j] = coopMatMulAdd(left[i], right, sum[i * COLUMNS + j]);
      }
    }
    barrier();
  }

  [[unroll]] for (uint i = 0; i < ROWS; ++i) {
    [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
      coopMatStore(sum[i * COLUMNS + j], result, gl_SubgroupID * RESULT, MATRIX_N,
                   gl_CooperativeMatrixLayoutRowMajor);
      barrier();
      for (uint e = gl_SubgroupInvocationID; e < RESULT; e += gl_SubgroupSize) {
        const uint row = first_row + down + i * MATRIX_M + e / MATRIX_N;
        const uint column = first_column + across + j * MATRIX_N + e % MATRIX_N;
        if (row >= p.m || column >= p.n) continue;
        const float shift = BIAS == BIAS_column ? LOAD(bias, column) : 0.0;
        const uint at = (z * p.m + row) * p.n + column;
        STORE(y, at, epilogue(result[gl_SubgroupID * RESULT + e] + shift, at));
      }
      barrier();
    }
  }
}
