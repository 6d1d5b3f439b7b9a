// Gradient of max_pool2d without atomics. gather: each input pixel takes from the windows that cover it.
// pairs: strides of 2 and windows of at most 4, so that at most two windows along each axis cover a pixel, the
// same two for both pixels of a pair. tiles: windows that do not overlap, unpadded, inside the plane; each
// output writes its own tile of the strides' size, and what no tile covers is zero.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec FORM: gather pairs tiles tiles2
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

// What output `o` of a plane, where it exists, gives to pixel `here`.
FUNCTION C given(uint base, bool there, uint o, int here)
{
  const uint at = base + (there ? o : 0u);
  return select(there && LOAD(positions, at) == here, LOAD(g, at), K(0.0));
}

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  const uint in_base = plane * p.h * p.w;
  const uint out_base = plane * p.oh * p.ow;
  const uint first = GROUP_ID % p.bands * p.band;
  if (FORM == FORM_gather) {
    const uint last = min(first + p.band, p.h);
    FOR_ROWS(iy, first, last, p.w) {
      const uint y0 = first_window(uint(iy), p.ph, p.eh, p.sh);
      const uint y1 = last_window(uint(iy), p.ph, p.sh, p.oh);
      FOR_COLUMNS(ix, 0u, p.w, p.w) {
        const uint x0 = first_window(uint(ix), p.pw, p.ew, p.sw);
        const uint x1 = last_window(uint(ix), p.pw, p.sw, p.ow);
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
  } else if (FORM == FORM_pairs) {
    const uint last = min(first + p.band, p.h);
    const uint pairs = (p.w + p.pw + 1u) / 2u;
    // Pairs both of whose windows and pixels exist.
    const uint from = max(1u, (p.pw + 1u) / 2u);
    const uint to = max(from, min(p.ow, (p.w + p.pw) / 2u));
    FOR_ROWS(iy, first, last, pairs) {
      const uint below = (uint(iy) + p.ph) / 2u;
      const bool has_below = below < p.oh;
      const bool has_above = below > 0u && below - 1u < p.oh;
      const uint low = (has_below ? below : 0u) * p.ow;
      const uint high = (has_above ? below - 1u : 0u) * p.ow;
      const uint row = uint(iy) * p.w;
      FOR_COLUMNS(q, from, to, pairs) {
        const int left = int(row + uint(q) * 2u - p.pw);
        C sum = K(0.0);
        C next = K(0.0);
        for (uint back = 0u; back < 2u; ++back) {
          const int lower = has_below ? LOAD(positions, out_base + low + (q - back)) : -1;
          const int upper = has_above ? LOAD(positions, out_base + high + (q - back)) : -1;
          const C a = LOAD(g, out_base + low + (q - back));
          const C b = LOAD(g, out_base + high + (q - back));
          sum += blend(lower == left, a, K(0.0)) + blend(upper == left, b, K(0.0));
          next += blend(lower == left + 1, a, K(0.0)) + blend(upper == left + 1, b, K(0.0));
        }
        STORE(dx, in_base + row + (q * 2u - p.pw), sum);
        STORE(dx, in_base + row + (q * 2u - p.pw + 1u), next);
      }
      const uint before = min(2u * from - p.pw, p.w);
      const uint after = min(2u * to - p.pw, p.w);
      FOR_COLUMNS(edge, 0u, before + (p.w - after), pairs) {
        const uint ix = uint(edge) < before ? uint(edge) : uint(edge) - before + after;
        const uint q = (ix + p.pw) / 2u;
        const int here = int(row + ix);
        STORE(dx, in_base + uint(here),
              given(out_base, has_below && q < p.ow, low + q, here) +
                  given(out_base, has_below && q > 0u && q - 1u < p.ow, low + q - 1u, here) +
                  given(out_base, has_above && q < p.ow, high + q, here) +
                  given(out_base, has_above && q > 0u && q - 1u < p.ow, high + q - 1u, here));
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
            STORE(dx, in_base + row + ox * tw + kx, blend(at == int(kx), v, K(0.0)));
        }
        FOR_COLUMNS(ix, p.ow * tw, p.w, p.ow) STORE(dx, in_base + row + ix, K(0.0));
      }
    }
    if (last == p.oh)
      FOR_LANES(i, p.h * p.w - p.oh * th * p.w) STORE(dx, in_base + p.oh * th * p.w + i, K(0.0));
  }
}
