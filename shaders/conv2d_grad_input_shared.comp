// conv2d_grad_input as a product through tiles in shared memory (lib/dense_tile.glsl): channels by pixels.
// implements: conv2d_grad_input
// types: f32 f64 f16 bf16
// tune TILE_M: 64
// tune TILE_N: 64
// tune TILE_K: 8
// tune ROWS: 4
// tune COLUMNS: 4
// tune SLICES: 1
#extension GL_EXT_control_flow_attributes : require
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, g)
READS(1, T, weight)
WRITES(2, T, dx)

#define SIZE_Z p.groups
#define SIZE_M (p.c / p.groups)
#define SIZE_N (p.n * p.h * p.w)
#define SIZE_K (p.o / p.groups * p.kh * p.kw)
#define A_ALONG_K true
#define B_ALONG_K false

C a_at(uint z, uint row, uint k)
{
  const uint taps = p.kh * p.kw;
  const uint filter_at = z * (p.o / p.groups) + k / taps;
  return LOAD(weight, (filter_at * SIZE_M + row) * taps + k % taps);
}
C b_at(uint z, uint k, uint column)
{
  const uint taps = p.kh * p.kw;
  const uint plane = p.h * p.w;
  const uint tap = k % taps;
  const uint channel = z * (p.o / p.groups) + k / taps;
  // Pixels that the window does not reach wrap round to large numbers.
  const uint down = column % plane / p.w + p.ph - tap / p.kw * p.dh;
  const uint across = column % p.w + p.pw - tap % p.kw * p.dw;
  if (down % p.sh != 0u || across % p.sw != 0u || down / p.sh >= p.oh || across / p.sw >= p.ow) return K(0.0);
  return LOAD(g, ((column / plane * p.o + channel) * p.oh + down / p.sh) * p.ow + across / p.sw);
}
void y_put(uint z, uint row, uint column, C value)
{
  const uint plane = p.h * p.w;
  STORE(dx, (column / plane * p.c + z * SIZE_M + row) * plane + column % plane, value);
}

#include "lib/dense_tile.glsl"
