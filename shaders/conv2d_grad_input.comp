// Gradient of conv2d by its input: dx (n, c, h, w) from g (n, o, oh, ow) and weight (o, c / groups, kh, kw).
// dense
// types: f32 f64 f16 bf16
// levels: baseline
// All contiguous; params as of conv2d.
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, g)
READS(1, T, weight)
WRITES(2, T, dx)

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint outer = p.o / p.groups;
  FOR_EACH(i, p.n * p.c * p.h * p.w) {
    const uint x_at = i % p.w + p.pw;
    const uint y_at = i / p.w % p.h + p.ph;
    const uint channel = i / (p.w * p.h) % p.c;
    const uint image = i / (p.w * p.h) / p.c;
    const uint first = channel / inner * outer;
    C sum = K(0.0);
    for (uint o = first; o < first + outer; ++o) {
      for (uint ky = 0; ky < p.kh; ++ky) {
        const uint down = y_at - ky * p.dh;  // wraps round where the window does not reach
        if (y_at < ky * p.dh || down % p.sh != 0u || down / p.sh >= p.oh) continue;
        for (uint kx = 0; kx < p.kw; ++kx) {
          const uint across = x_at - kx * p.dw;
          if (x_at < kx * p.dw || across % p.sw != 0u || across / p.sw >= p.ow) continue;
          sum += LOAD(g, ((image * p.o + o) * p.oh + down / p.sh) * p.ow + across / p.sw) *
                 LOAD(weight, ((o * inner + channel % inner) * p.kh + ky) * p.kw + kx);
        }
      }
    }
    STORE(dx, i, sum);
  }
}
