// Gradient of avg_pool2d: each input pixel gathers from the windows that cover it; k2s2: each output of an
// unpadded pooling by two fills its window, and the rest is zero.
// types: f32 f64 f16 bf16
// spec SHAPE: any k2s2
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

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  if (SHAPE == SHAPE_k2s2) {
    const uint first = GROUP_ID % p.bands * p.band;
    const uint last = min(first + p.band, p.h);
    const C scale = K(1.0) / C(p.divisor != 0 ? p.divisor : 4);
    FOR_ROWS(iy, first, last, p.ow) {
      const bool covered = uint(iy) < p.oh * 2u;
      const uint from = (plane * p.oh + (covered ? uint(iy) / 2u : 0u)) * p.ow;
      const uint row = (plane * p.h + uint(iy)) * p.w;
      FOR_COLUMNS(ox, 0u, p.ow, p.ow) {
        const C v = covered ? LOAD(g, from + ox) * scale : K(0.0);
        STORE(dx, row + ox * 2u, v);
        STORE(dx, row + ox * 2u + 1u, v);
      }
      FOR_COLUMNS(ix, p.ow * 2u, p.w, p.ow) STORE(dx, row + ix, K(0.0));
    }
    return;
  }
  const uint first = GROUP_ID % p.bands * p.band;
  const uint last = min(first + p.band, p.h);
  const uint base = plane * p.oh * p.ow;
  FOR_ROWS(iy, first, last, p.w) {
    const uint y0 = first_window(uint(iy), p.ph, p.kh, p.sh);
    const uint y1 = last_window(uint(iy), p.ph, p.sh, p.oh);
    FOR_COLUMNS(ix, 0u, p.w, p.w) {
      const uint x0 = first_window(uint(ix), p.pw, p.kw, p.sw);
      const uint x1 = last_window(uint(ix), p.pw, p.sw, p.ow);
      C sum = K(0.0);
      for (uint oy = y0; oy < y1; ++oy) {
        const int rows = window_size(oy, p.sh, p.ph, p.kh, p.h, p.pad_counts);
        for (uint ox = x0; ox < x1; ++ox) {
          const int columns = window_size(ox, p.sw, p.pw, p.kw, p.w, p.pad_counts);
          sum += LOAD(g, base + oy * p.ow + ox) / C(p.divisor != 0 ? p.divisor : rows * columns);
        }
      }
      STORE(dx, (plane * p.h + iy) * p.w + ix, sum);
    }
  }
}
