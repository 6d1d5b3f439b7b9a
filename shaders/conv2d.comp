// Convolution (cross-correlation) of x (n, c, h, w) with weight (o, c / groups, kh, kw) to y (n, o, oh, ow).
// dense
// types: f32 f64 f16 bf16
// levels: baseline
// spec BIAS: none channel
// spec RESIDUAL: none add
// spec EPILOGUE: none @UNARY @UNARY_ALL
// All contiguous. bias (o); without BIAS its binding is not read. residual is laid out as y, may be y, and is not
// read without RESIDUAL.
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, x)
READS(1, T, weight)
READS(2, T, bias)
READS(3, T, residual)
WRITES(4, T, y)

#include "lib/epilogue.glsl"

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint outer = p.o / p.groups;
  FOR_EACH(i, p.n * p.o * p.oh * p.ow) {
    const uint ox = i % p.ow;
    const uint oy = i / p.ow % p.oh;
    const uint channel = i / (p.ow * p.oh) % p.o;
    const uint image = i / (p.ow * p.oh) / p.o;
    const uint plane = image * p.c + channel / outer * inner;
    C sum = K(0.0);
    for (uint c = 0; c < inner; ++c) {
      for (uint ky = 0; ky < p.kh; ++ky) {
        const uint y_at = oy * p.sh + ky * p.dh;
        if (y_at < p.ph || y_at - p.ph >= p.h) continue;
        for (uint kx = 0; kx < p.kw; ++kx) {
          const uint x_at = ox * p.sw + kx * p.dw;
          if (x_at < p.pw || x_at - p.pw >= p.w) continue;
          sum += LOAD(x, ((plane + c) * p.h + y_at - p.ph) * p.w + x_at - p.pw) *
                 LOAD(weight, ((channel * inner + c) * p.kh + ky) * p.kw + kx);
        }
      }
    }
    if (BIAS == BIAS_channel) sum += LOAD(bias, channel);
    STORE(y, i, epilogue(sum, i));
  }
}
