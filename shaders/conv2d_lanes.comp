// conv2d for drivers that run a group as one vector (see matmul_lanes): lanes on adjacent output pixels,
// ROWS output channels in registers, weights broadcast.
// implements: conv2d
// types: f32 f64 f16 bf16
// spec BIAS: none channel
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// tune ROWS: 16
// tune COLUMNS: 4
// target: vulkan1.2
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, x)
READS(1, T, weight)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#define LOADS ((ROWS + GROUP_SIZE - 1) / GROUP_SIZE)

#include "lib/epilogue.glsl"

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint outer = p.o / p.groups;
  const uint pixels = p.oh * p.ow;
  const uint columns = p.n * pixels;
  const uint tile_columns = GROUP_SIZE * COLUMNS;
  const uint tiles_n = (columns + tile_columns - 1) / tile_columns;
  const uint tiles_m = (outer + ROWS - 1) / ROWS;
  const uint group = GROUP_ID / (tiles_m * tiles_n);
  if (group >= p.groups) return;
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile / tiles_n * ROWS;
  const uint first_column = tile % tiles_n * tile_columns + LOCAL_ID;
  const uint taps = p.kh * p.kw;
  const uint plane = p.h * p.w;

  uint left[LOADS];
  uint image[COLUMNS];  // where the pixel's image begins in x
  uint top[COLUMNS];
  uint start[COLUMNS];
  C sum[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < LOADS; ++i)
    left[i] = (group * outer + min(first_row + i * GROUP_SIZE + LOCAL_ID, outer - 1)) * inner * taps;
  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = min(first_column + j * GROUP_SIZE, columns - 1);
    image[j] = (column / pixels * p.c + group * inner) * plane;
    top[j] = column % pixels / p.ow * p.sh - p.ph;
    start[j] = column % p.ow * p.sw - p.pw;
  }
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) sum[i] = K(0.0);

  for (uint tap = 0; tap < taps; ++tap) {
    uint right[COLUMNS];
    bool inside[COLUMNS];
    [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
      // Rows and columns above and left of the image wrap round to large numbers.
      const uint down = top[j] + tap / p.kw * p.dh;
      const uint across = start[j] + tap % p.kw * p.dw;
      inside[j] = down < p.h && across < p.w;
      right[j] = image[j] + select(inside[j], down * p.w + across, 0u);
    }
    for (uint c = 0; c < inner; ++c) {
      C down[LOADS];
      C across[COLUMNS];
      [[unroll]] for (uint i = 0; i < LOADS; ++i) down[i] = LOAD(weight, left[i] + c * taps + tap);
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j)
        across[j] = select(inside[j], LOAD(x, right[j] + c * plane), K(0.0));
      [[unroll]] for (uint i = 0; i < ROWS; ++i) {
        const C one = subgroupBroadcast(down[i / GROUP_SIZE], i % GROUP_SIZE);
        [[unroll]] for (uint j = 0; j < COLUMNS; ++j) sum[i * COLUMNS + j] += one * across[j];
      }
    }
  }

  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = first_column + j * GROUP_SIZE;
    if (column >= columns) continue;
    const uint at = (column / pixels * p.o + group * outer + first_row) * pixels + column % pixels;
    [[unroll]] for (uint i = 0; i < ROWS; ++i) {
      if (first_row + i >= outer) continue;
      const C shift = BIAS == BIAS_channel ? LOAD(bias, group * outer + first_row + i) : K(0.0);
      STORE(y, at + i * pixels, epilogue(sum[i * COLUMNS + j] + shift, at + i * pixels));
    }
  }
}
