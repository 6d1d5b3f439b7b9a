// conv2d_grad_input for drivers that run a group as one vector (see matmul_lanes): lanes on adjacent input
// pixels, ROWS input channels in registers, weights broadcast.
// implements: conv2d_grad_input
// types: f32 f64 f16 bf16
// tune ROWS: 16
// tune COLUMNS: 4
// target: vulkan1.2
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, g)
READS(1, T, weight)
WRITES(2, T, dx)

#define LOADS ((ROWS + GROUP_SIZE - 1) / GROUP_SIZE)

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint outer = p.o / p.groups;
  const uint plane = p.h * p.w;
  const uint columns = p.n * plane;
  const uint tile_columns = GROUP_SIZE * COLUMNS;
  const uint tiles_n = (columns + tile_columns - 1) / tile_columns;
  const uint tiles_m = (inner + ROWS - 1) / ROWS;
  const uint group = GROUP_ID / (tiles_m * tiles_n);
  if (group >= p.groups) return;
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile / tiles_n * ROWS;
  const uint first_column = tile % tiles_n * tile_columns + LOCAL_ID;
  const uint taps = p.kh * p.kw;
  const uint pixels = p.oh * p.ow;

  uint left[LOADS];
  uint image[COLUMNS];  // where the pixel's image begins in g
  uint y_at[COLUMNS];
  uint x_at[COLUMNS];
  C sum[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < LOADS; ++i)
    left[i] = (group * outer * inner + min(first_row + i * GROUP_SIZE + LOCAL_ID, inner - 1)) * taps;
  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = min(first_column + j * GROUP_SIZE, columns - 1);
    image[j] = (column / plane * p.o + group * outer) * pixels;
    y_at[j] = column % plane / p.w + p.ph;
    x_at[j] = column % p.w + p.pw;
  }
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) sum[i] = K(0.0);

  for (uint tap = 0; tap < taps; ++tap) {
    uint right[COLUMNS];
    bool inside[COLUMNS];
    [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
      // Pixels that the window does not reach wrap round to large numbers.
      const uint down = y_at[j] - tap / p.kw * p.dh;
      const uint across = x_at[j] - tap % p.kw * p.dw;
      inside[j] = down % p.sh == 0u && across % p.sw == 0u && down / p.sh < p.oh && across / p.sw < p.ow;
      right[j] = image[j] + select(inside[j], down / p.sh * p.ow + across / p.sw, 0u);
    }
    for (uint o = 0; o < outer; ++o) {
      C down[LOADS];
      C across[COLUMNS];
      [[unroll]] for (uint i = 0; i < LOADS; ++i) down[i] = LOAD(weight, left[i] + o * inner * taps + tap);
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j)
        across[j] = select(inside[j], LOAD(g, right[j] + o * pixels), K(0.0));
      [[unroll]] for (uint i = 0; i < ROWS; ++i) {
        const C one = subgroupBroadcast(down[i / GROUP_SIZE], i % GROUP_SIZE);
        [[unroll]] for (uint j = 0; j < COLUMNS; ++j) sum[i * COLUMNS + j] += one * across[j];
      }
    }
  }

  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = first_column + j * GROUP_SIZE;
    if (column >= columns) continue;
    const uint at = (column / plane * p.c + group * inner + first_row) * plane + column % plane;
    [[unroll]] for (uint i = 0; i < ROWS; ++i) {
      if (first_row + i < inner) STORE(dx, at + i * plane, sum[i * COLUMNS + j]);
    }
  }
}
