// Max pooling: one group per band of output rows of a plane, free of branches where windows lie inside the plane.
// k2s2 and k3s2: square windows without dilation, unrolled. s1: windows one pixel apart.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec SHAPE: any k2s2 k3s2 s1
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
    if (SHAPE == SHAPE_any || SHAPE == SHAPE_s1) {
      // The window's rows that lie in the plane.
      const int above = int(p.ph) - int(uint(oy) * p.sh);
      const uint ky0 = above > 0 ? (uint(above) + p.dh - 1u) / p.dh : 0u;
      const uint ky1 = min(p.kh, uint(max(int(p.h + p.dh) - 1 + above, 0)) / p.dh);
      const uint from = ky0 < ky1 ? p.inside_from : p.ow;
      const uint to = ky0 < ky1 ? p.inside_to : p.ow;
      const uint step = SHAPE == SHAPE_s1 ? 1u : p.sw;
      FOR_COLUMNS(ox, 0u, from, p.ow) pool_edge(base, uint(oy), uint(ox), row + uint(ox));
      const uint corner = (uint(oy) * p.sh - p.ph) * p.w - p.pw;
      FOR_COLUMNS(part, 0u, (to - from + LANE_WIDTH - 1u) / LANE_WIDTH, p.ow) {
        const uint ox = from + uint(part) * LANE_WIDTH;
        const uint width = min(LANE_WIDTH, to - ox);
        C best[LANE_WIDTH];
        uint at[LANE_WIDTH];
        for (uint k = 0u; k < LANE_WIDTH; ++k) {
          best[k] = -INFINITE;
          at[k] = ky0 * p.dh * p.w;
        }
        for (uint ky = ky0; ky < ky1; ++ky)
          for (uint kx = 0u; kx < p.kw; ++kx) {
            const uint offset = ky * p.dh * p.w + kx * p.dw;
            const place_t left = base + (corner + ox * p.sw + offset);
            OVER_WIDTH(k, {
              const C v = LOAD(x, left + k * step);
              const bool wins = (v > best[k]) != is_nan(v);
              best[k] = blend(wins, v, best[k]);
              if (INDICES == INDICES_yes) at[k] = blend(wins, offset, at[k]);
            })
          }
        OVER_WIDTH(k, STORE(y, row + ox + k, best[k]))
        if (INDICES == INDICES_yes)
          OVER_WIDTH(k, STORE(positions, row + ox + k, int(corner + (ox + uint(k)) * p.sw + at[k])))
      }
      FOR_COLUMNS(ox, to, p.ow, p.ow) pool_edge(base, uint(oy), uint(ox), row + uint(ox));
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
