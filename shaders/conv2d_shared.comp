// conv2d as a product through tiles in shared memory (lib/dense_tile.glsl): filters by output pixels.
// implements: conv2d
// types: f32 f64 f16 bf16
// spec BIAS: none channel
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
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
READS(1, T, weight)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#include "lib/epilogue.glsl"

#define SIZE_Z p.groups
#define SIZE_M (p.o / p.groups)
#define SIZE_N (p.n * p.oh * p.ow)
#define SIZE_K (p.c / p.groups * p.kh * p.kw)
#define A_ALONG_K true
#define B_ALONG_K false

C a_at(uint z, uint row, uint k) { return LOAD(weight, (z * SIZE_M + row) * SIZE_K + k); }
C b_at(uint z, uint k, uint column)
{
  const uint taps = p.kh * p.kw;
  const uint pixels = p.oh * p.ow;
  const uint tap = k % taps;
  const uint channel = z * (p.c / p.groups) + k / taps;
  // Rows and columns above and left of the image wrap round to large numbers.
  const uint down = column % pixels / p.ow * p.sh + tap / p.kw * p.dh - p.ph;
  const uint across = column % p.ow * p.sw + tap % p.kw * p.dw - p.pw;
  if (down >= p.h || across >= p.w) return K(0.0);
  return LOAD(x, ((column / pixels * p.c + channel) * p.h + down) * p.w + across);
}
void y_put(uint z, uint row, uint column, C value)
{
  const uint channel = z * SIZE_M + row;
  const uint pixels = p.oh * p.ow;
  if (BIAS == BIAS_channel) value += LOAD(bias, channel);
  const uint at = (column / pixels * p.o + channel) * pixels + column % pixels;
  STORE(y, at, epilogue(value, at));
}

#include "lib/dense_tile.glsl"
