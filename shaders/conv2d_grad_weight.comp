// Gradient of conv2d by its weight: dweight (o, c / groups, kh, kw) from x (n, c, h, w) and g (n, o, oh, ow).
// dense
// types: f32 f64 f16 bf16
// levels: baseline
// All contiguous; params as of conv2d. One group per element of dweight.
PARAMS(uint n; uint c; uint h; uint w; uint o; uint oh; uint ow; uint kh; uint kw; uint groups; uint sh; uint sw;
       uint ph; uint pw; uint dh; uint dw;)
READS(0, T, x)
READS(1, T, g)
WRITES(2, T, dweight)

// x times g for one output pixel; zero where the kernel's tap lies in the padding.
FUNCTION C term(uint i, uint channel, uint source, uint ky, uint kx)
{
  const uint image = i / (p.oh * p.ow);
  const uint pixel = i % (p.oh * p.ow);
  const uint y_at = pixel / p.ow * p.sh + ky * p.dh;
  const uint x_at = pixel % p.ow * p.sw + kx * p.dw;
  if (y_at < p.ph || y_at - p.ph >= p.h || x_at < p.pw || x_at - p.pw >= p.w) return K(0.0);
  return LOAD(x, ((image * p.c + source) * p.h + y_at - p.ph) * p.w + x_at - p.pw) *
         LOAD(g, (image * p.o + channel) * (p.oh * p.ow) + pixel);
}

KERNEL
{
  const uint inner = p.c / p.groups;
  const uint taps = p.kh * p.kw;
  if (GROUP_ID >= p.o * inner * taps) return;
  const uint channel = GROUP_ID / (inner * taps);
  const uint source = channel / (p.o / p.groups) * inner + GROUP_ID / taps % inner;
  const uint ky = GROUP_ID % taps / p.kw;
  const uint kx = GROUP_ID % p.kw;
  GROUP_REDUCE(sum, SUM, i, p.n * p.oh * p.ow, term(i, channel, source, ky, kx))
  if (LOCAL_ID == 0) STORE(dweight, GROUP_ID, sum);
}
