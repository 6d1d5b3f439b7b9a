// matmul for drivers that run a group of one subgroup as one vector: adjacent lanes own adjacent columns,
// COLUMNS each, of ROWS rows, all in registers. Such a driver loads lane by lane, so a column of a is
// loaded once, a row per lane, and then broadcast.
// implements: matmul
// types: f32 f64 f16 bf16
// spec BIAS: none column
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// tune ROWS: 16
// tune COLUMNS: 4
// tune DEPTH: 1
// target: vulkan1.2
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
PARAMS(uint batch; uint m; uint n; uint k; uint a_batch; uint a_row; uint a_column; uint b_batch; uint b_row;
       uint b_column;)
READS(0, T, a)
READS(1, T, b)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

// Loads that bring ROWS elements, one per lane.
#define LOADS ((ROWS + GROUP_SIZE - 1) / GROUP_SIZE)

#include "lib/epilogue.glsl"

// The element at step c, zero behind the last.
C step_of(uint c, C element) { return DEPTH == 1 || c < p.k ? element : K(0.0); }

KERNEL
{
  const uint tile_columns = GROUP_SIZE * COLUMNS;
  const uint tiles_n = (p.n + tile_columns - 1) / tile_columns;
  const uint tiles_m = (p.m + ROWS - 1) / ROWS;
  const uint z = GROUP_ID / (tiles_m * tiles_n);
  if (z >= p.batch) return;
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile / tiles_n * ROWS;
  const uint first_column = tile % tiles_n * tile_columns + LOCAL_ID;

  // Lanes and rows beyond the edge repeat the last ones and store nothing.
  uint left[LOADS];
  uint right[COLUMNS];
  C sum[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < LOADS; ++i)
    left[i] = z * p.a_batch + min(first_row + i * GROUP_SIZE + LOCAL_ID, p.m - 1) * p.a_row;
  [[unroll]] for (uint j = 0; j < COLUMNS; ++j)
    right[j] = z * p.b_batch + min(first_column + j * GROUP_SIZE, p.n - 1) * p.b_column;
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) sum[i] = K(0.0);

  // DEPTH steps at once use a cache line of b while it is there, where neighbours in k share one.
  for (uint first = 0; first < p.k; first += DEPTH) {
    C across[COLUMNS * DEPTH];
    [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
      [[unroll]] for (uint d = 0; d < DEPTH; ++d)
        across[j * DEPTH + d] = step_of(first + d, LOAD(b, right[j] + min(first + d, p.k - 1) * p.b_row));
    }
    [[unroll]] for (uint d = 0; d < DEPTH; ++d) {
      C down[LOADS];
      [[unroll]] for (uint i = 0; i < LOADS; ++i)
        down[i] = step_of(first + d, LOAD(a, left[i] + min(first + d, p.k - 1) * p.a_column));
      [[unroll]] for (uint i = 0; i < ROWS; ++i) {
        const C one = subgroupBroadcast(down[i / GROUP_SIZE], i % GROUP_SIZE);
        [[unroll]] for (uint j = 0; j < COLUMNS; ++j) sum[i * COLUMNS + j] += one * across[j * DEPTH + d];
      }
    }
  }

  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = first_column + j * GROUP_SIZE;
    if (column >= p.n) continue;
    const C shift = BIAS == BIAS_column ? LOAD(bias, column) : K(0.0);
    [[unroll]] for (uint i = 0; i < ROWS; ++i) {
      if (first_row + i >= p.m) continue;
      const uint at = (z * p.m + first_row + i) * p.n + column;
      STORE(y, at, epilogue(sum[i * COLUMNS + j] + shift, at));
    }
  }
}
