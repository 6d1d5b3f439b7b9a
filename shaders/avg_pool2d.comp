// Average pooling: one group per band of output rows of a plane. divisor 0: the window's size, with the
// padding where pad_counts. k2s2: unpadded windows inside the plane, unrolled.
// types: f32 f64 f16 bf16
// spec SHAPE: any k2s2
PARAMS(uint planes; uint h; uint w; uint oh; uint ow; uint kh; uint kw; uint sh; uint sw; uint ph; uint pw;
       uint pad_counts; int divisor; uint bands; uint band;)
READS(0, T, x)
WRITES(1, T, y)

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
      FOR_COLUMNS(ox, 0u, p.ow, p.ow) {
        const int x0 = int(uint(ox) * p.sw) - int(p.pw);
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
        STORE(y, row + ox, bottom > top && right > left ? sum / C(count) : K(0.0));
      }
    }
  }
}
