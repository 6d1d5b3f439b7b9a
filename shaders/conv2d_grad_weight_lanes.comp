// conv2d_grad_weight for drivers that run a group as one vector (see matmul_lanes): lanes on adjacent
// elements of a filter, ROWS filters in registers, elements of g broadcast.
// implements: conv2d_grad_weight
// types: f32 f64 f16 bf16
// tune ROWS: 16
// tune COLUMNS: 2
// target: vulkan1.2
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_ballot : require
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, x)
READS(1, T, g)
WRITES(2, T, dweight)

#define LOADS ((ROWS + GROUP_SIZE - 1) / GROUP_SIZE)

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint outer = p.o / p.groups;
  const uint taps = p.kh * p.kw;
  const uint columns = inner * taps;
  const uint tile_columns = GROUP_SIZE * COLUMNS;
  const uint tiles_n = (columns + tile_columns - 1) / tile_columns;
  const uint tiles_m = (outer + ROWS - 1) / ROWS;
  const uint group = GROUP_ID / (tiles_m * tiles_n);
  if (group >= p.groups) return;
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile / tiles_n * ROWS;
  const uint first_column = tile % tiles_n * tile_columns + LOCAL_ID;
  const uint pixels = p.oh * p.ow;
  const uint plane = p.h * p.w;

  uint left[LOADS];
  uint source[COLUMNS];  // where the element's channel begins in an image of x
  uint top[COLUMNS];
  uint start[COLUMNS];
  // One image's sum, and that of those before it: adding in two levels keeps long sums accurate.
  C sum[ROWS * COLUMNS];
  C total[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < LOADS; ++i)
    left[i] = (group * outer + min(first_row + i * GROUP_SIZE + LOCAL_ID, outer - 1)) * pixels;
  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = min(first_column + j * GROUP_SIZE, columns - 1);
    source[j] = (group * inner + column / taps) * plane;
    top[j] = column % taps / p.kw * p.dh - p.ph;
    start[j] = column % p.kw * p.dw - p.pw;
  }
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) total[i] = K(0.0);

  for (uint image = 0; image < p.n; ++image) {
    [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) sum[i] = K(0.0);
    for (uint oy = 0; oy < p.oh; ++oy) {
      uint row[COLUMNS];
      bool reached[COLUMNS];
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
        // Rows and columns above and left of the image wrap round to large numbers.
        const uint down_at = top[j] + oy * p.sh;
        reached[j] = down_at < p.h;
        row[j] = image * p.c * plane + source[j] + select(reached[j], down_at * p.w, 0u);
      }
      const uint g_row = image * p.o * pixels + oy * p.ow;
      for (uint ox = 0; ox < p.ow; ++ox) {
        C down[LOADS];
        C across[COLUMNS];
        [[unroll]] for (uint i = 0; i < LOADS; ++i) down[i] = LOAD(g, left[i] + g_row + ox);
        [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
          const uint at = start[j] + ox * p.sw;
          const bool inside = reached[j] && at < p.w;
          across[j] = select(inside, LOAD(x, row[j] + select(inside, at, 0u)), K(0.0));
        }
        [[unroll]] for (uint i = 0; i < ROWS; ++i) {
          const C one = subgroupBroadcast(down[i / GROUP_SIZE], i % GROUP_SIZE);
          [[unroll]] for (uint j = 0; j < COLUMNS; ++j) sum[i * COLUMNS + j] += one * across[j];
        }
      }
    }
    [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) total[i] += sum[i];
  }

  [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
    const uint column = first_column + j * GROUP_SIZE;
    if (column >= columns) continue;
    [[unroll]] for (uint i = 0; i < ROWS; ++i) {
      if (first_row + i < outer)
        STORE(dweight, (group * outer + first_row + i) * columns + column, total[i * COLUMNS + j]);
    }
  }
}
