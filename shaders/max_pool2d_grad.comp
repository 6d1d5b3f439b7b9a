// Gradient of max_pool2d without atomics: each input pixel gathers from the windows that cover it. tiles:
// windows that do not overlap, unpadded, inside the plane; each output writes its own tile of the strides'
// size, and what no tile covers is zero.
// types: f32 f64 f16 bf16
// spec FORM: gather gather2 tiles tiles2
PARAMS(uint planes; uint h; uint w; uint oh; uint ow; uint eh; uint ew; uint sh; uint sw; uint ph; uint pw;
       uint bands; uint band;)
READS(0, T, g)
READS(1, int, positions)
WRITES(2, T, dx)

// First window along one axis that covers pixel i, and the one after the last.
FUNCTION uint first_window(uint i, uint pad, uint extent, uint stride)
{
  return i + pad < extent ? 0u : (i + pad - extent) / stride + 1u;
}
FUNCTION uint last_window(uint i, uint pad, uint stride, uint n) { return min((i + pad) / stride + 1u, n); }

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  const uint in_base = plane * p.h * p.w;
  const uint out_base = plane * p.oh * p.ow;
  const uint first = GROUP_ID % p.bands * p.band;
  if (FORM == FORM_gather || FORM == FORM_gather2) {
    const uint last = min(first + p.band, p.h);
    const uint sh = FORM == FORM_gather2 ? 2u : p.sh;
    const uint sw = FORM == FORM_gather2 ? 2u : p.sw;
    FOR_ROWS(iy, first, last, p.w) {
      const uint y0 = first_window(uint(iy), p.ph, p.eh, sh);
      const uint y1 = last_window(uint(iy), p.ph, sh, p.oh);
      FOR_COLUMNS(ix, 0u, p.w, p.w) {
        const uint x0 = first_window(uint(ix), p.pw, p.ew, sw);
        const uint x1 = last_window(uint(ix), p.pw, sw, p.ow);
        const int here = int(uint(iy) * p.w + uint(ix));
        C sum = K(0.0);
        for (uint oy = y0; oy < y1; ++oy)
          for (uint ox = x0; ox < x1; ++ox) {
            const uint o = out_base + oy * p.ow + ox;
            sum += select(LOAD(positions, o) == here, LOAD(g, o), K(0.0));
          }
        STORE(dx, in_base + iy * p.w + ix, sum);
      }
    }
  } else {
    const uint last = min(first + p.band, p.oh);
    const uint th = FORM == FORM_tiles2 ? 2u : p.sh;
    const uint tw = FORM == FORM_tiles2 ? 2u : p.sw;
    FOR_ROWS(oy, first, last, p.ow) {
      const uint from = out_base + uint(oy) * p.ow;
      for (uint ky = 0u; ky < th; ++ky) {
        const uint row = (uint(oy) * th + ky) * p.w;
        FOR_COLUMNS(ox, 0u, p.ow, p.ow) {
          const int at = LOAD(positions, from + ox) - int(row + uint(ox) * tw);
          const C v = LOAD(g, from + ox);
          for (uint kx = 0u; kx < tw; ++kx)
            STORE(dx, in_base + row + ox * tw + kx, select(at == int(kx), v, K(0.0)));
        }
        FOR_COLUMNS(ix, p.ow * tw, p.w, p.ow) STORE(dx, in_base + row + ix, K(0.0));
      }
    }
    if (last == p.oh)
      FOR_LANES(i, p.h * p.w - p.oh * th * p.w) STORE(dx, in_base + p.oh * th * p.w + i, K(0.0));
  }
}
