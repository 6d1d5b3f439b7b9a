// Elementary functions on float, the same on every backend: GLSL's own may be off by hundreds of units
// in the last place, and libm's do not vectorise. Branch-free, right at infinities, NaN and zeros; within
// 2 units in the last place (sin and cos for |x| up to 30000, pow 4). Coefficients are minimax fits.

FUNCTION float exp_(float x)
{
  // 2^n * e^r with |r| <= ln2/2; n is split so that results near the largest float survive.
  const float t = select(x > 90.0f, 90.0f, select(x < -105.0f, -105.0f, x));
  const float n = floor(t * 1.44269504f + 0.5f);
  const float r = (t - n * 0.693145752f) - n * 1.42860677e-6f;
  float q = 8.368780622e-03f + r * 1.381446475e-03f;
  q = 4.166839426e-02f + r * q;
  q = 0.1666652011f + r * q;
  q = 0.4999999341f + r * q;
  const float y = 1.0f + (r + r * r * q);
  const int whole = int(n), part = whole >> 1;
  const float s = bits_float(uint(part + 127) << 23), u = bits_float(uint(whole - part + 127) << 23);
  return select(is_nan(x), x, (y * s) * u);
}

/// x = 2^e * m with m in [sqrt(1/2), sqrt(2)), for positive finite x.
FUNCTION float split_exponent(float x, INOUT(float) e)
{
  const bool tiny = x < 1.17549435e-38f;
  const uint b = float_bits(select(tiny, x * 8388608.0f, x)) - 0x3f3504f3u;
  e = float(int(b) >> 23) - select(tiny, 23.0f, 0.0f);
  return bits_float((b & 0x007fffffu) + 0x3f3504f3u);
}

FUNCTION float log_(float x)
{
  float e;
  const float f = split_exponent(x, e) - 1.0f;
  const float s = f / (2.0f + f), z = s * s;  // log(1 + f) = 2 atanh(s)
  const float q = z * (0.66666667f + z * (0.4f + z * (0.28571429f + z * (0.22222222f + z * 0.18181818f))));
  const float h = 0.5f * f * f;
  const float y = e * 0.693359375f + (f - (h - (s * (h + q) - e * 2.12194440e-4f)));
  const float end = select(x == 0.0f, -bits_float(0x7f800000u), bits_float(0x7fc00000u));
  return select(x > 0.0f, select(x < bits_float(0x7f800000u), y, x), end);
}

/// sin (quadrant 0) or cos (quadrant 1) of x, by reduction to [-pi/4, pi/4].
FUNCTION float sin_quadrant(float x, int quadrant)
{
  const float n = floor(x * 0.636619772f + 0.5f);
  const float r = (((x - n * 1.5703125f) - n * 4.83512878e-4f) - n * 3.13855708e-7f) - n * 6.07710051e-11f;
  const float z = r * r;
  const float s = select(r == 0.0f, r, r + r * z * (-0.1666665386f + z * (8.332113030e-03f - z * 1.950874017e-04f)));
  const float c = 1.0f + z * (-0.5f + z * (4.166664437e-02f + z * (-1.388725147e-03f + z * 2.442567968e-05f)));
  const int q = int(n) + quadrant;
  const float y = select((q & 1) != 0, c, s);
  return select((q & 2) != 0, -y, y);
}
FUNCTION float sin_(float x) { return sin_quadrant(x, 0); }
FUNCTION float cos_(float x) { return sin_quadrant(x, 1); }

FUNCTION float tanh_(float x)
{
  const float a = abs(x), z = x * x;
  const float large = 1.0f - 2.0f / (exp_(2.0f * a) + 1.0f);
  float p = 2.063907874e-02f - z * 5.704978373e-03f;
  p = -5.373971216e-02f + z * p;
  p = 0.1333144216f + z * p;
  p = -0.3333328194f + z * p;
  return select(a < 0.625f, select(x == 0.0f, x, x + x * z * p), select(x < 0.0f, -large, large));
}

FUNCTION float erf_(float x)
{
  const float a = abs(x), z = x * x;
  float p = -8.010192523e-04f + z * 7.853857713e-05f;
  p = 5.188327560e-03f + z * p;
  p = -2.685381187e-02f + z * p;
  p = 0.1128358515f + z * p;
  p = -0.3761262582f + z * p;
  p = 0.1283791657f + z * p;
  const float t = select(a > 4.0f, 4.0f, a);  // log of the complement
  float l = -2.947666798e-03f + t * 1.863800844e-04f;
  l = 2.183809697e-02f + t * l;
  l = -0.1031068214f + t * l;
  l = -0.6381447582f + t * l;
  l = -1.127089234f + t * l;
  const float large = 1.0f - exp_(-3.415125884e-04f + t * l);
  return select(a < 1.0f, x + x * p, select(is_nan(x), x, select(x < 0.0f, -large, large)));
}

/// The leading half of v's bits, so that products of two such are exact.
FUNCTION float leading(float v) { return bits_float(float_bits(v) & 0xfffff000u); }

FUNCTION float pow_(float x, float y)
{
  // log|x| as an unevaluated sum of two floats, since exp multiplies its absolute error.
  const float a = abs(x);
  float e;
  const float m = split_exponent(a, e);
  const float f = m - 1.0f, t = m + 1.0f, t_rest = m - (t - 1.0f);
  const float s = f / t, z = s * s;
  const float s_lead = leading(s), t_lead = leading(t);
  const float s_rest = ((f - s_lead * t_lead) - s_lead * ((t - t_lead) + t_rest)) / t;
  const float series = s * z * (0.66666667f + z * (0.4f + z * (0.28571429f + z * 0.22222222f)));
  const float big = e * 0.693359375f, small = 2.0f * s_lead;
  const float high = big + small;
  const float low = (small - (high - big)) + (2.0f * s_rest + series - e * 2.12194440e-4f);
  // Times y, the same way.
  const float w = select(y > 1e30f, 1e30f, select(y < -1e30f, -1e30f, y));
  const float w_lead = leading(w), h_lead = leading(high);
  const float product = w_lead * h_lead;
  const float rest = w_lead * ((high - h_lead) + low) + (w - w_lead) * (high + low);
  const float u = product + rest;
  const float left = select(abs(u) < 200.0f, rest - (u - product), 0.0f);
  const float r = exp_(u);
  const bool whole = floor(y) == y;
  const bool odd = floor(y * 0.5f) * 2.0f != y;
  const float infinite = bits_float(0x7f800000u);
  const float ends = select((a == 0.0f) == (y > 0.0f), 0.0f, infinite);
  const float v = select(a == 0.0f || a == infinite, ends, select(r < infinite, r + r * left, r));
  const bool negative = (float_bits(x) >> 31) != 0u;
  const float valid = select(x < 0.0f && !whole && a < infinite, bits_float(0x7fc00000u), v);
  const float turned = select(negative && whole && odd, -valid, valid);
  const float nan_through = select(is_nan(x) || is_nan(y), bits_float(0x7fc00000u), turned);
  return select(y == 0.0f || x == 1.0f, 1.0f, nan_through);
}
