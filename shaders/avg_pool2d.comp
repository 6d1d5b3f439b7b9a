// Average pooling: one group per band of output rows of a plane. divisor 0: the window's size, with the
// padding where pad_counts. k2s2: unpadded windows inside the plane, unrolled. s1: windows one pixel apart.
// types: f32 f64 f16 bf16
// spec SHAPE: any k2s2 s1
PARAMS(uint planes; uint h; uint w; uint oh; uint ow; uint kh; uint kw; uint sh; uint sw; uint ph; uint pw;
       uint pad_counts; int divisor; uint bands; uint band; uint inside_from; uint inside_to;)
READS(0, T, x)
WRITES(1, T, y)

// A window that may hang over the left or right edge; rows from top to bottom of the plane, y1 - y0 of the window.
FUNCTION C edge(uint base, int y0, int y1, uint ox)
{
  const int x0 = int(ox * p.sw) - int(p.pw);
  const int x1 = min(x0 + int(p.kw), int(p.w + p.pw));
  const int top = max(y0, 0);
  const int bottom = min(y1, int(p.h));
  const int left = max(x0, 0);
  const int right = min(x1, int(p.w));
  C sum = K(0.0);
  for (int iy = top; iy < bottom; ++iy)
    for (int ix = left; ix < right; ++ix) sum += LOAD(x, base + uint(iy) * p.w + uint(ix));
  int count = p.pad_counts != 0u ? (y1 - y0) * (x1 - x0) : (bottom - top) * (right - left);
  if (p.divisor != 0) count = p.divisor;
  return bottom > top && right > left ? sum / C(count) : K(0.0);
}

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  const uint first = GROUP_ID % p.bands * p.band;
  const uint last = min(first + p.band, p.oh);
  const uint base = plane * p.h * p.w;
  FOR_ROWS(oy, first, last, p.ow) {
    const uint row = (plane * p.oh + uint(oy)) * p.ow;
    if (SHAPE == SHAPE_k2s2) {
      const C scale = K(1.0) / C(p.divisor != 0 ? p.divisor : 4);
      const uint upper = base + uint(oy) * 2u * p.w;
      const uint lower = upper + p.w;
      FOR_COLUMNS(ox, 0u, p.ow, p.ow)
        STORE(y, row + ox, scale * (LOAD(x, upper + ox * 2u) + LOAD(x, upper + ox * 2u + 1u) +
                                    LOAD(x, lower + ox * 2u) + LOAD(x, lower + ox * 2u + 1u)));
    } else {
      const int y0 = int(uint(oy) * p.sh) - int(p.ph);
      const int y1 = min(y0 + int(p.kh), int(p.h + p.ph));
      const int top = max(y0, 0);
      const int bottom = max(min(y1, int(p.h)), top);
      const int rows = p.pad_counts != 0u ? y1 - y0 : max(bottom - top, 1);
      const C count = C(p.divisor != 0 ? p.divisor : rows * int(p.kw));
      const uint step = SHAPE == SHAPE_s1 ? 1u : p.sw;
      FOR_COLUMNS(ox, 0u, p.inside_from, p.ow) STORE(y, row + ox, edge(base, y0, y1, uint(ox)));
      FOR_COLUMNS(part, 0u, (p.inside_to - p.inside_from + LANE_WIDTH - 1u) / LANE_WIDTH, p.ow) {
        const uint ox = p.inside_from + uint(part) * LANE_WIDTH;
        const uint width = min(LANE_WIDTH, p.inside_to - ox);
        C sum[LANE_WIDTH];
        for (uint k = 0u; k < LANE_WIDTH; ++k) sum[k] = K(0.0);
        for (int iy = top; iy < bottom; ++iy)
          for (uint kx = 0u; kx < p.kw; ++kx) {
            const place_t at = base + uint(iy) * p.w + (ox * p.sw - p.pw + kx);
            OVER_WIDTH(k, sum[k] += LOAD(x, at + k * step))
          }
        OVER_WIDTH(k, STORE(y, row + ox + k, sum[k] / count))
      }
      FOR_COLUMNS(ox, p.inside_to, p.ow, p.ow) STORE(y, row + ox, edge(base, y0, y1, uint(ox)));
    }
  }
}
