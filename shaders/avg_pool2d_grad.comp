// Gradient of avg_pool2d: each input pixel gathers from the windows that cover it.
// types: f32 f64 f16 bf16
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
