// Gradient of avg_pool2d: each input pixel gathers from the windows that cover it. s1: windows one pixel apart with
// one divisor. tiles: windows that do not overlap, unpadded, inside the plane, with one divisor; each output fills its
// window, and the rest is zero. tiles2: those two pixels apart.
// types: f32 f64 f16 bf16
// spec SHAPE: any s1 tiles tiles2
PARAMS(uint planes; uint h; uint w; uint oh; uint ow; uint kh; uint kw; uint sh; uint sw; uint ph; uint pw;
       uint pad_counts; int divisor; uint bands; uint band;)
READS(0, T, g)
WRITES(1, T, dx)

// First window along one axis that covers pixel i, and the one after the last.
FUNCTION uint first_window(uint i, uint pad, uint extent, uint stride)
{
  return i + pad < extent ? 0u : (i + pad - extent) / stride + 1u;
}
FUNCTION uint last_window(uint i, uint pad, uint stride, uint n) { return min((i + pad) / stride + 1u, n); }
// Pixels along one axis that window o counts.
FUNCTION int window_size(uint o, uint stride, uint pad, uint k, uint n, uint pad_counts)
{
  const int start = int(o * stride) - int(pad);
  const int end = min(start + int(k), int(n + pad));
  return pad_counts != 0u ? end - start : min(end, int(n)) - max(start, 0);
}

// The gradient of pixel ix from windows y0 to y1 - 1.
FUNCTION C gathered(uint base, uint y0, uint y1, uint ix)
{
  const uint x0 = first_window(ix, p.pw, p.kw, p.sw);
  const uint x1 = last_window(ix, p.pw, p.sw, p.ow);
  C sum = K(0.0);
  for (uint oy = y0; oy < y1; ++oy) {
    if (p.divisor != 0) {
      for (uint ox = x0; ox < x1; ++ox) sum += LOAD(g, base + oy * p.ow + ox);
    } else {
      const int rows = window_size(oy, p.sh, p.ph, p.kh, p.h, p.pad_counts);
      for (uint ox = x0; ox < x1; ++ox)
        sum += LOAD(g, base + oy * p.ow + ox) / C(rows * window_size(ox, p.sw, p.pw, p.kw, p.w, p.pad_counts));
    }
  }
  return p.divisor != 0 ? sum / C(p.divisor) : sum;
}

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  if (SHAPE == SHAPE_tiles || SHAPE == SHAPE_tiles2) {
    const uint first = GROUP_ID % p.bands * p.band;
    const uint last = min(first + p.band, p.h);
    const uint th = SHAPE == SHAPE_tiles2 ? 2u : p.sh;
    const uint tw = SHAPE == SHAPE_tiles2 ? 2u : p.sw;
    const C scale = K(1.0) / C(p.divisor);
    FOR_ROWS(iy, first, last, p.ow) {
      const uint oy = uint(iy) / th;
      const bool covered = oy < p.oh && uint(iy) - oy * th < p.kh;
      const uint from = (plane * p.oh + (covered ? oy : 0u)) * p.ow;
      const uint row = (plane * p.h + uint(iy)) * p.w;
      FOR_COLUMNS(ox, 0u, p.ow, p.ow) {
        const C v = covered ? LOAD(g, from + ox) * scale : K(0.0);
        for (uint kx = 0u; kx < tw; ++kx) STORE(dx, row + ox * tw + kx, kx < p.kw ? v : K(0.0));
      }
      FOR_COLUMNS(ix, p.ow * tw, p.w, p.ow) STORE(dx, row + ix, K(0.0));
    }
    return;
  }
  const uint first = GROUP_ID % p.bands * p.band;
  const uint last = min(first + p.band, p.h);
  const uint base = plane * p.oh * p.ow;
  FOR_ROWS(iy, first, last, p.w) {
    const uint y0 = first_window(uint(iy), p.ph, p.kh, p.sh);
    const uint y1 = last_window(uint(iy), p.ph, p.sh, p.oh);
    const uint row = (plane * p.h + uint(iy)) * p.w;
    // Pixels all of whose windows exist.
    const uint from = SHAPE == SHAPE_s1 ? min(p.kw - 1u - p.pw, p.w) : p.w;
    const uint to = SHAPE == SHAPE_s1 ? max(from, min(p.ow > p.pw ? p.ow - p.pw : 0u, p.w)) : p.w;
    FOR_COLUMNS(ix, 0u, from, p.w) STORE(dx, row + ix, gathered(base, y0, y1, uint(ix)));
    if (SHAPE == SHAPE_s1) {
      FOR_COLUMNS(part, 0u, (to - from + LANE_WIDTH - 1u) / LANE_WIDTH, p.w) {
        const uint ix = from + uint(part) * LANE_WIDTH;
        const uint width = min(LANE_WIDTH, to - ix);
        C sum[LANE_WIDTH];
        for (uint k = 0u; k < LANE_WIDTH; ++k) sum[k] = K(0.0);
        for (uint oy = y0; oy < y1; ++oy)
          for (uint kx = 0u; kx < p.kw; ++kx) {
            const place_t at = base + oy * p.ow + (ix - from + kx);
            OVER_WIDTH(k, sum[k] += LOAD(g, at + k))
          }
        OVER_WIDTH(k, STORE(dx, row + ix + k, sum[k] / C(p.divisor)))
      }
      FOR_COLUMNS(ix, to, p.w, p.w) STORE(dx, row + ix, gathered(base, y0, y1, uint(ix)));
    }
  }
}
