// conv2d_grad_weight as a product through tiles in shared memory (lib/dense_tile.glsl): filters by elements of
// a filter, summed over the output pixels of all images.
// implements: conv2d_grad_weight
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
READS(0, T, x)
READS(1, T, g)
WRITES(2, T, dweight)

#define SIZE_Z p.groups
#define SIZE_M (p.o / p.groups)
#define SIZE_N (p.c / p.groups * p.kh * p.kw)
#define SIZE_K (p.n * p.oh * p.ow)
#define A_ALONG_K true
#define B_ALONG_K true

C a_at(uint z, uint row, uint k)
{
  const uint pixels = p.oh * p.ow;
  return LOAD(g, (k / pixels * p.o + z * SIZE_M + row) * pixels + k % pixels);
}
C b_at(uint z, uint k, uint column)
{
  const uint taps = p.kh * p.kw;
  const uint pixels = p.oh * p.ow;
  const uint tap = column % taps;
  const uint channel = z * (p.c / p.groups) + column / taps;
  // Rows and columns above and left of the image wrap round to large numbers.
  const uint down = k % pixels / p.ow * p.sh + tap / p.kw * p.dh - p.ph;
  const uint across = k % p.ow * p.sw + tap % p.kw * p.dw - p.pw;
  if (down >= p.h || across >= p.w) return K(0.0);
  return LOAD(x, ((k / pixels * p.c + channel) * p.h + down) * p.w + across);
}
void y_put(uint z, uint row, uint column, C value)
{
  STORE(dweight, (z * SIZE_M + row) * SIZE_N + column, value);
}

#include "lib/dense_tile.glsl"
