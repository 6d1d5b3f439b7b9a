// Max pooling: one group per band of output rows of a plane. k2s2 and k3s2: square windows without dilation,
// unrolled, free of branches where they lie inside the plane.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec SHAPE: any k2s2 k3s2
// spec INDICES: no yes
PARAMS(uint planes; uint h; uint w; uint oh; uint ow; uint kh; uint kw; uint sh; uint sw; uint ph; uint pw;
       uint dh; uint dw; uint bands; uint band; uint inside_from; uint inside_to;)
READS(0, T, x)
WRITES(1, T, y)
WRITES(2, int, positions)

// A window that may hang over the edge.
FUNCTION void pool_edge(uint base, uint oy, uint ox, uint to)
{
  C best = -INFINITE;
  int at = -1;
  for (uint ky = 0u; ky < p.kh; ++ky) {
    const int iy = int(oy * p.sh + ky * p.dh) - int(p.ph);
    for (uint kx = 0u; kx < p.kw; ++kx) {
      const int ix = int(ox * p.sw + kx * p.dw) - int(p.pw);
      if (iy < 0 || ix < 0 || iy >= int(p.h) || ix >= int(p.w)) continue;
      const C v = LOAD(x, base + uint(iy) * p.w + uint(ix));
      if (v > best || is_nan(v) || at < 0) {
        best = v;
        at = iy * int(p.w) + ix;
      }
    }
  }
  STORE(y, to, best);
  if (INDICES == INDICES_yes) STORE(positions, to, at);
}

// One element of an inner window; written out, since the loop over windows must be the innermost.
#define TAKE(ky, kx) \
  { \
    const C v = LOAD(x, left + ky * p.w + (ox * 2u - p.pw + kx)); \
    const bool wins = (v > best) != is_nan(v); \
    best = blend(wins, v, best); \
    if (INDICES == INDICES_yes) at = blend(wins, ky * p.w + kx, at); \
  }
#define TAKE3(ky, kx) \
  if (SHAPE == SHAPE_k3s2) TAKE(ky, kx)

KERNEL
{
  const uint plane = GROUP_ID / p.bands;
  if (plane >= p.planes) return;
  const uint first = GROUP_ID % p.bands * p.band;
  const uint last = min(first + p.band, p.oh);
  const uint base = plane * p.h * p.w;
  FOR_ROWS(oy, first, last, p.ow) {
    const uint row = (plane * p.oh + uint(oy)) * p.ow;
    if (SHAPE == SHAPE_any) {
      FOR_COLUMNS(ox, 0u, p.ow, p.ow) pool_edge(base, uint(oy), uint(ox), row + uint(ox));
    } else {
      const uint k = SHAPE == SHAPE_k2s2 ? 2u : 3u;
      const bool rows_inside = uint(oy) * 2u >= p.ph && uint(oy) * 2u - p.ph + k <= p.h;
      const uint from = rows_inside ? p.inside_from : p.ow;
      const uint to = rows_inside ? p.inside_to : p.ow;
      FOR_COLUMNS(ox, 0u, from, p.ow) pool_edge(base, uint(oy), uint(ox), row + uint(ox));
      const uint corner = (uint(oy) * 2u - p.ph) * p.w;
      const uint left = base + corner;
      FOR_COLUMNS(ox, from, to, p.ow) {
        C best = LOAD(x, left + (ox * 2u - p.pw));
        uint at = 0u;
        TAKE(0u, 0u) TAKE(0u, 1u) TAKE3(0u, 2u)
        TAKE(1u, 0u) TAKE(1u, 1u) TAKE3(1u, 2u)
        TAKE3(2u, 0u) TAKE3(2u, 1u) TAKE3(2u, 2u)
        STORE(y, row + ox, best);
        if (INDICES == INDICES_yes) STORE(positions, row + ox, int(corner + uint(ox) * 2u - p.pw + at));
      }
      FOR_COLUMNS(ox, to, p.ow, p.ow) pool_edge(base, uint(oy), uint(ox), row + uint(ox));
    }
  }
}
